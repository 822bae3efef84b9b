package io.readside.benchmarks.figures;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What is compared between contenders.
 *
 * @param name in a summary
 * @param moreIsBetter or less is
 * @param scale of a total that is divided by the events; 0: it is no total
 */
record Metric(String name, String member, boolean moreIsBetter, int scale) {

    static final List<Metric> ALL = List.of(
            new Metric("eventsPerSecond", "eventsPerSecond", true, 0),
            new Metric("rateKeptPercent", "rateKeptPercent", true, 0),
            new Metric("p50Ms", "p50Ms", false, 0),
            new Metric("p99Ms", "p99Ms", false, 0),
            new Metric("visibleP50Ms", "visibleP50Ms", false, 0),
            new Metric("visibleP99Ms", "visibleP99Ms", false, 0),
            new Metric("heapMb", "heapMb", false, 0),
            new Metric("cpuMicrosPerEvent", "cpuSeconds", false, 1_000_000),
            new Metric("walBytesPerEvent", "walBytes", false, 1),
            new Metric("statementsPer1000Events", "statements", false, 1_000));

    OptionalDouble of(Measured line) {
        OptionalDouble value = line.number(member);
        if (scale == 0 || value.isEmpty()) {
            return value;
        }
        double events = line.number("events").orElse(0);
        return events > 0 ? OptionalDouble.of(value.getAsDouble() * scale / events) : OptionalDouble.empty();
    }

    /** How many times better one figure is than another. */
    double ratio(double one, double other) {
        return moreIsBetter ? one / other : other / one;
    }
}
