package io.readside.readstore;

import io.readside.event.Position;
import io.readside.projection.Key;
import java.time.Instant;
import java.util.Optional;

/**
 * An event that waits for a key: by reference, so that it is read again, through the upcasters of then, when it is tried
 * again.
 *
 * @param event its type, stream, stream version and id, in words
 * @param reason why it could not be applied; empty: it waits behind an earlier one. Shows nothing of the payload
 * @param since when it was parked, by the store's clock
 * @param attempts how often it was tried; 0 for one that waits behind another
 */
public record ParkedEvent(
        Key key, Position position, String event, Optional<String> reason, Instant since, int attempts) {}
