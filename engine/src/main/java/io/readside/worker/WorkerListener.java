package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.projection.Folding;
import io.readside.readstore.GenerationId;
import java.time.Duration;

/** Hears what workers do. Called on the worker's thread after the fact: be quick, and throw nothing. */
public interface WorkerListener {

    /** Hears nothing. */
    WorkerListener NONE = new WorkerListener() {};

    /** A batch has committed. */
    default void applied(GenerationId generation, Checkpoint to, int events) {}

    /** Another worker was first; this one reads on from where the checkpoint is now. */
    default void fenced(GenerationId generation) {}

    /** Log or store could not be reached; the worker tries again after a pause. */
    default void retrying(GenerationId generation, int attempt, Duration pause, RuntimeException cause) {}

    /** An event could not be applied; the worker has ended. */
    default void stopped(GenerationId generation, Folding.Poison poison) {}

    /** Events were passed over since their type is not registered, as the projection asks for. */
    default void ignoredUnknown(GenerationId generation, int events) {}
}
