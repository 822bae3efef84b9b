package io.readside.postgres;

import java.time.Duration;
import java.util.List;

/**
 * When gaps are looked at again.
 *
 * @param settle how long gaps are collected before they are stored by one statement; default 1 s
 * @param poll how often the auditor asks whether something is due; default 10 s
 * @param after how long after a gap was found; default 1 min, 10 min, 1 h
 */
record Audits(Duration settle, Duration poll, List<Duration> after) {

    static final Audits DEFAULT = new Audits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1)));

    long firstMicros() {
        return micros(after.get(0));
    }

    Long[] afterMicros() {
        return after.stream().map(Audits::micros).toArray(Long[]::new);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
