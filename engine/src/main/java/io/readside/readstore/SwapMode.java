package io.readside.readstore;

/** How the view of a read model's name comes to show another generation. */
public enum SwapMode {
    /** Its definition is replaced; rights, and what depends on it, stay. */
    REPLACE,
    /** Views change names, as {@code alter table … rename} does; what depends on the view would stay behind. */
    RENAME
}
