package io.readside.event;

/**
 * The place of an event in its stream.
 *
 * @param value 0 for the first event of a stream, then without gaps
 */
public record StreamVersion(long value) implements Comparable<StreamVersion> {

    /** The version of a stream's first event. */
    public static final StreamVersion FIRST = new StreamVersion(0);

    public StreamVersion {
        if (value < 0) {
            throw new IllegalArgumentException("A stream version is never negative: " + value + ".");
        }
    }

    public static StreamVersion of(long value) {
        return new StreamVersion(value);
    }

    public StreamVersion next() {
        return new StreamVersion(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(StreamVersion other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
