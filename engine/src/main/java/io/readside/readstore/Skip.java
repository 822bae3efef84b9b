package io.readside.readstore;

import io.readside.event.Position;
import io.readside.projection.Key;

/**
 * An operator's word that an event is not to be applied to a key, ever.
 *
 * @param position of the first event parked for the key; if another one is first by now, nothing is skipped
 * @param reason in the operator's words, kept for good
 * @param by who said so
 */
public record Skip(Key key, Position position, String reason, String by) {}
