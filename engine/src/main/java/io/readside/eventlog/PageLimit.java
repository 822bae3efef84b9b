package io.readside.eventlog;

/**
 * Where a page is cut. One event is always read.
 *
 * @param events most events wanted
 * @param bytes most bytes of their payloads together, as the log holds them
 */
public record PageLimit(int events, long bytes) {

    /** What a page holds in memory unless something else is asked for: 4 MiB. */
    public static final long DEFAULT_BYTES = 4L << 20;

    public PageLimit {
        if (events < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "A page has at least one event and one byte; " + events + " and " + bytes + " were asked for.");
        }
    }

    /** At most so many events, and {@link #DEFAULT_BYTES}. */
    public static PageLimit events(int events) {
        return new PageLimit(events, DEFAULT_BYTES);
    }
}
