package io.readside.rebuild;

import io.readside.readstore.Rebuild;

/** Hears how rebuilds go. Called on the thread that drives one, after the fact: be quick, and throw nothing. */
@FunctionalInterface
public interface RebuildListener {

    /** Hears nothing. */
    RebuildListener NONE = rebuild -> {};

    /** A rebuild that this process drives has come into another state. */
    void moved(Rebuild now);
}
