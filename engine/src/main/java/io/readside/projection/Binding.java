package io.readside.projection;

import io.readside.event.Position;
import io.readside.event.StreamName;

/**
 * A stream's later events reach this key.
 *
 * @param key {@link Key#NONE}: the stream was bound, to no key
 * @param boundAt the position of the event that said so; events below it do not reach the key
 */
public record Binding(StreamName stream, Key key, Position boundAt) {}
