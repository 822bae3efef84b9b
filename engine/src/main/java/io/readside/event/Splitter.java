package io.readside.event;

import java.util.List;
import java.util.Map;

/**
 * Turns the payload of one stored event into the events that stand for it today. It is pure: the same input gives the same
 * output on every replay.
 */
@FunctionalInterface
public interface Splitter {

    /**
     * @param payload a copy that may be changed, as plain JSON values
     * @return in the order in which they are to be applied; empty: the event means nothing any more
     */
    List<EventPart> split(Map<String, Object> payload);
}
