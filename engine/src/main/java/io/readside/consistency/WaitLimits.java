package io.readside.consistency;

/**
 * How many readers wait at a time; the surplus is told Pending at once.
 *
 * @param threads readers who wait on a thread of theirs
 * @param asynchronous readers who wait without one
 */
public record WaitLimits(int threads, int asynchronous) {

    public static final WaitLimits DEFAULT = new WaitLimits(256, 10_000);

    public WaitLimits {
        if (threads < 0 || asynchronous < 0) {
            throw new IllegalArgumentException(
                    "No fewer than 0 readers wait: " + threads + " on threads, " + asynchronous + " without.");
        }
    }
}
