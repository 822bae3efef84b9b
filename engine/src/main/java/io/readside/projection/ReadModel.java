package io.readside.projection;

/** What readers read, and tokens are compared with: the rows of a projection, or a materialized view over them. */
public sealed interface ReadModel permits Projection, MaterializedView {

    String name();

    /** From 1. */
    int version();

    /** The name of what readers of this version read. */
    String versionedName();
}
