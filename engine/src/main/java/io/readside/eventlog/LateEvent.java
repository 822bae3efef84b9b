package io.readside.eventlog;

import io.readside.event.Position;
import io.readside.event.StreamName;
import java.time.Instant;
import java.util.UUID;

/**
 * An event that became visible at a position which readers had passed already: what must not happen, and did.
 *
 * @param foundAt by the log's clock
 */
public record LateEvent(Position position, UUID event, StreamName stream, Instant foundAt) {}
