package io.readside.readstore;

import io.readside.event.Position;
import java.time.Instant;

/** Whether a generation is being fed. */
public sealed interface RunState {

    /** Nothing is known to be in its way. */
    record Running() implements RunState {}

    /**
     * An event could not be applied, and its key alone cannot be parked. The checkpoint stays below it; {@code resume} or
     * a restart of the application tries again.
     *
     * @param at the event's position
     * @param event its type, stream, stream version and id
     * @param reason shows nothing of the payload
     * @param since by the store's clock
     */
    record Stopped(Position at, String event, String reason, Instant since) implements RunState {}

    /**
     * An operator wants it to stay where it is.
     *
     * @param by who said so
     * @param since by the store's clock
     */
    record Paused(String by, Instant since) implements RunState {}

    /**
     * The log is not the one that was read: it has lost its tail, or is another one. Its rows hold events that the log
     * does not have, so no token is good for it.
     *
     * @param reason what was found
     * @param since by the store's clock
     */
    record Regressed(String reason, Instant since) implements RunState {}
}
