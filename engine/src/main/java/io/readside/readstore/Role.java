package io.readside.readstore;

/** What a generation is there for. */
public enum Role {
    /** What readers of the read model's name see; one for each name. */
    ACTIVE,
    /** Built beside the active one; shown only to those who ask for a preview. */
    BUILDING,
    /** Built, and compared with the active one: it serves readers of its own version. */
    VERIFIED,
    /** Was active; fed, so that a swap can be taken back, and serves readers of its own version. */
    KEPT,
    /** Recomputed to be compared; nobody reads it. */
    SCRATCH
}
