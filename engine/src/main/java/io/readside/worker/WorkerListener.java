package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.projection.Folding;
import io.readside.projection.Key;
import io.readside.readstore.GenerationId;
import java.time.Duration;

/** Hears what workers do. Called on the worker's thread after the fact: be quick, and throw nothing. */
public interface WorkerListener {

    /** Hears nothing. */
    WorkerListener NONE = new WorkerListener() {};

    /** A batch has committed. */
    default void applied(GenerationId generation, Checkpoint to, int events) {}

    /** It is this process's turn to feed the generation. */
    default void leased(GenerationId generation, long epoch) {}

    /** Another worker's turn has begun; this one waits for its next. */
    default void fenced(GenerationId generation) {}

    /** Log or store could not be reached, or an event failed in a way that may pass; it is tried again after a pause. */
    default void retrying(GenerationId generation, int attempt, Duration pause, RuntimeException cause) {}

    /** An event could not be applied to a key; its later events wait, all other keys go on. */
    default void parked(GenerationId generation, Folding.Parked parked) {}

    /** Everything that waited for a key was applied, or given up; perhaps by another process while it had its turn. */
    default void freed(GenerationId generation, Key key) {}

    /** An event could not be applied and its key alone cannot be parked; nothing more is applied. */
    default void stopped(GenerationId generation, Folding.Poison poison) {}

    /** The log is not the one that was read; nothing more is applied. */
    default void regressed(GenerationId generation, String reason) {}

    /** Events were passed over since their type is not registered, as the projection asks for. */
    default void ignoredUnknown(GenerationId generation, int events) {}
}
