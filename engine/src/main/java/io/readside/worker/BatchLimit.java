package io.readside.worker;

/** How many events the next batch may have: narrow after a refusal, and then slowly wide again. */
final class BatchLimit {

    private final int widest;
    private int events;

    BatchLimit(int widest) {
        if (widest < 1) {
            throw new IllegalArgumentException("A batch has at least 1 event: " + widest + ".");
        }
        this.widest = widest;
        this.events = widest;
    }

    int events() {
        return events;
    }

    void narrow(int failed) {
        events = Math.max(1, failed / 2);
    }

    void widen() {
        events = (int) Math.min(widest, events * 2L);
    }
}
