package io.readside.event;

/**
 * A place in one partition of the log. Positions of one partition are ordered; those of different partitions are not,
 * and comparing them throws.
 *
 * @param partition the independently ordered part of the log, from 0; the PostgreSQL log has only partition 0
 * @param value the place in it, from 0 ({@link #ZERO}: before the first event) to 2<sup>63</sup>-1
 */
public record Position(int partition, long value) implements Comparable<Position> {

    /** Before the first event of partition 0. */
    public static final Position ZERO = new Position(0, 0);

    public Position {
        if (partition < 0 || value < 0) {
            throw new IllegalArgumentException(
                    "A position has no negative part: partition " + partition + ", value " + value + ".");
        }
    }

    /** A position in partition 0. */
    public static Position of(long value) {
        return new Position(0, value);
    }

    /** @throws IllegalArgumentException if {@code other} lies in another partition */
    @Override
    public int compareTo(Position other) {
        if (partition != other.partition) {
            throw new IllegalArgumentException("Position " + value + " of partition " + partition + " and position "
                    + other.value + " of partition " + other.partition + " have no order.");
        }
        return Long.compare(value, other.value);
    }

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    public boolean isBefore(Position other) {
        return compareTo(other) < 0;
    }

    /** The later of the two. */
    public Position max(Position other) {
        return isBefore(other) ? other : this;
    }

    /** The earlier of the two. */
    public Position min(Position other) {
        return isAfter(other) ? other : this;
    }

    /** A plain integer in partition 0; {@code partition:value} elsewhere. */
    @Override
    public String toString() {
        return partition == 0 ? Long.toString(value) : partition + ":" + value;
    }
}
