package io.readside.worker;

/**
 * How much a worker takes on at a time.
 *
 * @param batchSizeEvents most events that one transaction applies; default 50 000, at least 1. It has as many as are at hand:
 *     few at the head, many behind
 * @param batchSizeBytes where a page of the log is cut by the size of its payloads, and half of what the rows of a batch may
 *     take in memory before it is applied; default 4 MiB. One event is always taken
 * @param share of the time that a rebuild works while events are appended, above 0; default 0.25; 1: all of it
 * @param means how they are applied; default {@link Means#LIVE}
 */
public record WorkerSettings(int batchSizeEvents, long batchSizeBytes, double share, Means means) {

    /** What a worker may do so as to be fast. */
    public enum Means {
        /** Pages are read ahead, rows are kept in memory, and a batch may be of several pages. */
        LIVE,
        /** The same with batches that take their time: nobody reads what they write yet. */
        LOADING,
        /** Nothing of it: a page is a batch, read and written in one way. What the others are set against. */
        PLAIN
    }

    private static final int MOST_EVENTS_OF_A_PAGE = 1_000;
    private static final int PLAIN_EVENTS = 5_000;
    private static final int LOADING_EVENTS = 100_000;
    private static final int EVENTS_OF_STATEMENTS = 2_000;
    private static final double SHARE = 0.25;

    /** 50 000 events, 4 MiB. */
    public static final WorkerSettings DEFAULT = new WorkerSettings(50_000, 4L << 20, SHARE);

    public WorkerSettings {
        if (batchSizeEvents < 1 || batchSizeBytes < 1) {
            throw new IllegalArgumentException(
                    "A batch has at least 1 event and 1 byte: " + batchSizeEvents + ", " + batchSizeBytes + ".");
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "A rebuild gets a share of the time above 0 and at most 1, all of it: " + share + ".");
        }
    }

    public WorkerSettings(int batchSizeEvents, long batchSizeBytes, double share) {
        this(batchSizeEvents, batchSizeBytes, share, Means.LIVE);
    }

    public WorkerSettings(int batchSizeEvents, long batchSizeBytes) {
        this(batchSizeEvents, batchSizeBytes, SHARE);
    }

    /** For a read model that nobody reads yet: at least 100 000 events, and twice the memory. */
    public WorkerSettings loading() {
        return new WorkerSettings(Math.max(batchSizeEvents, LOADING_EVENTS), batchSizeBytes, share, Means.LOADING);
    }

    /**
     * For the SQL form, at most 2 000 events: a database cannot clean up after a statement within its own transaction, so that rows
     * which several events of a batch change are written ever farther from each other.
     */
    WorkerSettings ofStatements() {
        return new WorkerSettings(Math.min(batchSizeEvents, EVENTS_OF_STATEMENTS), batchSizeBytes, share, means);
    }

    /** For one that others are set against. */
    WorkerSettings plain() {
        return new WorkerSettings(Math.min(batchSizeEvents, PLAIN_EVENTS), batchSizeBytes, share, Means.PLAIN);
    }

    boolean isPlain() {
        return means == Means.PLAIN;
    }

    /** What share of the time it works beside others. */
    double pace() {
        return means == Means.LOADING ? share : 1;
    }

    /** Most events that are read at a time: a part of a batch, so that reading and writing overlap. */
    int pageSizeEvents() {
        return isPlain() ? batchSizeEvents : Math.min(MOST_EVENTS_OF_A_PAGE, Math.max(1, batchSizeEvents / 4));
    }

    /** About how much memory the changes of a batch take before it is applied. */
    long gatheredBytes() {
        return means == Means.LOADING ? times(4, batchSizeBytes) : times(2, batchSizeBytes);
    }

    /** About how much memory is taken by what is kept from batch to batch. */
    long keptBytes() {
        return isPlain() ? 0 : times(4, batchSizeBytes);
    }

    private static long times(int factor, long bytes) {
        return bytes > Long.MAX_VALUE / factor ? Long.MAX_VALUE : factor * bytes;
    }
}
