package io.readside.projection;

import io.readside.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a store holds under a key.
 *
 * @param row absent: the row was deleted, and the store remembers when
 * @param lastApplied the position of the last event in it
 */
public record StoredRow(@Nullable Row row, Position lastApplied) {}
