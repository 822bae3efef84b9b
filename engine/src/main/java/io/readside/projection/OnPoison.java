package io.readside.projection;

/** What a projection does about an event that it cannot apply. It is never passed over unasked. */
public enum OnPoison {

    /**
     * The event's key is parked: its later events wait behind, in order, and all other keys go on. An event whose key is not
     * known parks its stream if the projection is keyed by stream; otherwise the projection stops. The default where a
     * projection knows its keys.
     */
    PARK_KEY,

    /** The projection stops below the event until somebody mends it; all other projections go on. */
    STOP
}
