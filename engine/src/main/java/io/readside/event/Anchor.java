package io.readside.event;

import java.util.UUID;

/**
 * An event that a checkpoint has passed, by which a reader notices that the log behind it is another one: the last that
 * exists at or below the checkpoint.
 *
 * @param log the id of the log that it is of
 * @param position of the event
 * @param event its id
 */
public record Anchor(UUID log, Position position, UUID event) {}
