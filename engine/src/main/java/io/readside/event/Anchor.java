package io.readside.event;

import java.util.UUID;

/**
 * An event that a checkpoint has passed, by which a reader notices that the log behind it is another one: the last that
 * exists at or below the checkpoint.
 *
 * @param log the id of the log that it is of
 * @param timeline of the log when the checkpoint was read, from 1
 * @param position of the event
 * @param event its id
 */
public record Anchor(UUID log, int timeline, Position position, UUID event) {

    /** On the first timeline. */
    public Anchor(UUID log, Position position, UUID event) {
        this(log, 1, position, event);
    }
}
