package io.readside.readstore;

import io.readside.event.Position;
import java.time.Instant;

/** Whether a generation is being fed. */
public sealed interface RunState {

    /** Nothing is known to be in its way. */
    record Running() implements RunState {}

    /**
     * An event could not be applied. The checkpoint stays below it; a restart of the application tries again.
     *
     * @param at the event's position
     * @param event its type, stream, stream version and id
     * @param reason shows nothing of the payload
     * @param since by the store's clock
     */
    record Stopped(Position at, String event, String reason, Instant since) implements RunState {}
}
