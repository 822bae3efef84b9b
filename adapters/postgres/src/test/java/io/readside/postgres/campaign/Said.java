package io.readside.postgres.campaign;

/**
 * A line that a worker process has written.
 *
 * @param at when it was heard, in nanoseconds of the clock of the one who heard it
 * @param pid of the process
 * @param number the epoch of a lease, the position of a checkpoint
 */
record Said(long at, long pid, What what, String projection, long number) {

    private static final String END = " .";

    enum What {
        READY,
        LEASED,
        APPLIED,
        FENCED,
        RETRYING,
        STOPPED,
        REGRESSED,
        STANDS_STILL,
        /** Said for it: it is no more. */
        ENDED
    }

    static Said ended(long at, long pid) {
        return new Said(at, pid, What.ENDED, "all", 0);
    }

    /** A line that {@link #line} has made. */
    static Said parse(long at, long pid, String line) {
        String[] words = line.split(" ");
        return new Said(at, pid, What.valueOf(words[0]), words[1], Long.parseLong(words[2]));
    }

    /** It shows its end: a kill may leave half of one. */
    static String line(What what, String projection, long number) {
        return what + " " + projection + " " + number + END;
    }

    static boolean isWhole(String line) {
        return line.endsWith(END);
    }

    boolean is(What what, String projection) {
        return this.what == what && this.projection.equals(projection);
    }
}
