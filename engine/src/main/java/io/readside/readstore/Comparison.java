package io.readside.readstore;

import io.readside.projection.Column;
import io.readside.projection.Differences;
import io.readside.projection.Projection;
import java.util.List;

/**
 * Two generations to be set against each other: the same version, or one that replaces the other with declared differences.
 *
 * @param left taken to be right: blue, or the read model that is checked
 * @param ofLeft the projection that builds it
 * @param right green, or what was recomputed
 * @param ofRight the projection that builds it; of the same version, or {@link Projection#replaces() replacing} the left one,
 *     be it over several versions
 */
public record Comparison(GenerationId left, Projection<?> ofLeft, GenerationId right, Projection<?> ofRight) {

    /**
     * A column that both sides have.
     *
     * @param isExpected whether it is declared that its values differ
     */
    public record Pair(Column left, Column right, boolean isExpected) {}

    /** The columns that both sides have under one name and of one type, in the order of the right one. */
    public List<Pair> pairs() {
        Differences declared = differences();
        return declared.comparable(ofRight.shape()).stream()
                .map(right -> new Pair(ofLeft.shape().columnNamed(right.name()), right, declared.expected(right)))
                .toList();
    }

    /** Whether both sides are built by the same projection, so that nothing may differ, the streams bound to keys included. */
    public boolean isOfOneVersion() {
        return ofLeft.version() == ofRight.version();
    }

    /** What is declared from the left version to the right one. */
    public Differences differences() {
        return ofRight.differencesFrom(ofLeft.version());
    }
}
