package io.readside.readstore;

import io.readside.event.Checkpoint;
import java.io.Serial;

/** The generation waits at a position for another one, and the batch would go beyond it. Nothing was written. */
public final class MeetingAhead extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Checkpoint meeting;

    public MeetingAhead(GenerationId generation, Checkpoint meeting) {
        super("Generation " + generation + " waits for another one at position " + meeting + "; nothing was written.");
        this.meeting = meeting;
    }

    /** Where batches have to end. */
    public Checkpoint meeting() {
        return meeting;
    }
}
