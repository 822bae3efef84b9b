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
 * @param samples the first keys of both kinds, each with what differs
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

    /** Stands for rows that only one side has, where a column is named. */
    public static final String ROWS = "(rows)";

    public Compared {
        expected = new TreeMap<>(expected);
        samples = List.copyOf(samples);
    }
}
