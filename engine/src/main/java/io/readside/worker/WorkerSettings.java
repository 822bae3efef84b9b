package io.readside.worker;

/**
 * How much a worker takes on at a time.
 *
 * @param batchSizeEvents most events that one transaction applies; default 500, at least 1
 * @param batchSizeBytes where a batch is cut by the size of its payloads; default 4 MiB. One event is always taken
 */
public record WorkerSettings(int batchSizeEvents, long batchSizeBytes) {

    private static final int LOADING_EVENTS = 5_000;

    /** 500 events, 4 MiB. */
    public static final WorkerSettings DEFAULT = new WorkerSettings(500, 4L << 20);

    /** For a read model that nobody reads yet: batches may take their time. */
    public WorkerSettings loading() {
        return new WorkerSettings(Math.max(batchSizeEvents, LOADING_EVENTS), batchSizeBytes);
    }

    public WorkerSettings {
        if (batchSizeEvents < 1 || batchSizeBytes < 1) {
            throw new IllegalArgumentException(
                    "A batch has at least 1 event and 1 byte: " + batchSizeEvents + ", " + batchSizeBytes + ".");
        }
    }
}
