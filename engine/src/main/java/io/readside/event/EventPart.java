package io.readside.event;

import java.util.Map;

/**
 * One of the events that a stored event is read as.
 *
 * @param type current, or historical and then led on by its own steps
 * @param payload plain JSON values, as {@link Upcaster} lists them
 */
public record EventPart(EventType type, Map<String, Object> payload) {

    public static EventPart of(String name, int version, Map<String, Object> payload) {
        return new EventPart(new EventType(name, version), payload);
    }

    /** Leaves the payload out, so that it may stand in a log line. */
    @Override
    public String toString() {
        return type.toString();
    }
}
