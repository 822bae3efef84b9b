package io.readside.postgres.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long something took, each time. */
final class Times {

    private final List<Long> nanos = new ArrayList<>();

    synchronized void add(long took) {
        nanos.add(took);
    }

    synchronized int count() {
        return nanos.size();
    }

    /** Of those from the first on. */
    synchronized Duration longest(int from) {
        return Duration.ofNanos(nanos.subList(from, nanos.size()).stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0));
    }

    /** Of those from the first on. */
    synchronized Duration percentile(int percent, int from) {
        List<Long> sorted = nanos.subList(from, nanos.size()).stream().sorted().toList();
        return sorted.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)));
    }
}
