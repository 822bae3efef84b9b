package io.readside.readstore;

import io.readside.event.Position;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a comparison of two generations came to.
 *
 * @param leftRows rows of the one that is taken to be right: blue
 * @param rightRows rows of the other: green
 * @param unexpected keys whose rows differ as nobody has declared, confirmed at one position
 * @param expected how many rows differ as declared, by column; under {@link #ROWS} those that only one side has
 * @param samples the first keys of both kinds, at most {@link #SAMPLES} of each, those first that nobody has declared
 * @param at the position at which differences were confirmed
 * @param when by the store's clock
 */
public record Compared(
        long leftRows,
        long rightRows,
        long unexpected,
        SortedMap<String, Long> expected,
        List<Difference> samples,
        Position at,
        Instant when) {

    /** How many differences of each kind are kept as samples. */
    public static final int SAMPLES = 100;

    /** Stands for rows that only one side has, where a column is named. */
    public static final String ROWS = "(rows)";

    public Compared {
        expected = new TreeMap<>(expected);
        samples = List.copyOf(samples);
    }

    /** The samples that nobody has declared. */
    public List<Difference> surprises() {
        return samples.subList(0, surprising());
    }

    /** The samples that differ as declared. */
    public List<Difference> asDeclared() {
        return samples.subList(surprising(), samples.size());
    }

    private int surprising() {
        return (int) Math.min(Math.min(unexpected, SAMPLES), samples.size());
    }
}
