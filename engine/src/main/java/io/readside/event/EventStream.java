package io.readside.event;

/** A stream together with the types of its events: where a write goes, checked by the compiler. */
public record EventStream<E>(Events<E> events, StreamName name) {

    public EventStream {
        if (!name.category().equals(events.category())) {
            throw new IllegalArgumentException("Stream '" + name + "' is not of category '" + events.category() + "'.");
        }
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
