package io.readside.readstore;

import io.readside.projection.Key;
import java.util.List;
import java.util.Optional;

/**
 * What one step of a comparison found in a range of keys.
 *
 * @param end the last key of the range; empty: it goes on to the last key of all, so this was the last step
 * @param leftRows rows that the left one has there
 * @param rightRows rows that the right one has there
 * @param suspects keys noted because their rows differ other than declared; one of the two may only be behind
 * @param expected rows that differ as declared; a row may also be among the suspects
 */
public record Stretch(Optional<Key> end, long leftRows, long rightRows, long suspects, List<Difference> expected) {

    public Stretch {
        expected = List.copyOf(expected);
    }
}
