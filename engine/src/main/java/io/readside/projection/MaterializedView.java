package io.readside.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A read model that the database computes from another one, as a materialized view that is refreshed whole, without locking
 * out its readers. Immutable; declared once, for example in a constant.
 *
 * <p>One process at a time refreshes it: after its source has moved, and then rests for as long as {@link #atMostEvery}
 * says or, if that is longer, for as long as the refresh took. So no more than half of the time goes into refreshing.
 */
public final class MaterializedView implements ReadModel {

    private final String name;
    private final Projection<?> source;
    private final List<String> statements;
    private final Duration atMostEvery;
    private final Optional<Duration> atLeastEvery;
    private final Duration atMostFor;

    private MaterializedView(Builder builder) {
        name = builder.name;
        source = builder.source;
        statements = List.copyOf(builder.statements);
        atMostEvery = builder.atMostEvery;
        atLeastEvery = Optional.ofNullable(builder.atLeastEvery);
        atMostFor = builder.atMostFor;
    }

    /**
     * Begins a declaration.
     *
     * @param name of the view, as it stands in its statements; matches {@code [a-z][a-z0-9_]{0,47}}
     * @param source the one read model that it reads, by the view of that one's name
     */
    public static Builder named(String name, Projection<?> source) {
        return new Builder(Identifiers.requireProjection(name), source);
    }

    @Override
    public String name() {
        return name;
    }

    /** Always 1: other statements make another view, of another name. */
    @Override
    public int version() {
        return 1;
    }

    @Override
    public String versionedName() {
        return name;
    }

    public Projection<?> source() {
        return source;
    }

    /** What makes the view and its unique index, in order. */
    public List<String> statements() {
        return statements;
    }

    /** Shortest rest between two refreshes. */
    public Duration atMostEvery() {
        return atMostEvery;
    }

    /** After which time it is refreshed even if its source has not moved; empty: never. */
    public Optional<Duration> atLeastEvery() {
        return atLeastEvery;
    }

    /** Longest that a refresh may take. */
    public Duration atMostFor() {
        return atMostFor;
    }

    @Override
    public String toString() {
        return "materialized view '" + name + "'";
    }

    /** Collects the statements and the schedule. */
    public static final class Builder {

        private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(1);
        private static final Duration LONGEST_LIMIT = Duration.ofDays(1);

        private final String name;
        private final Projection<?> source;
        private final List<String> statements = new ArrayList<>();
        private Duration atMostEvery = Duration.ofSeconds(10);
        private @Nullable Duration atLeastEvery;
        private Duration atMostFor = Duration.ofMinutes(10);

        private Builder(String name, Projection<?> source) {
            this.name = name;
            this.source = source;
        }

        /**
         * Adds what makes the view, best {@code with no data}, and a unique index on its columns, without which no refresh
         * lets readers go on. Run once, in order; one text may hold several statements.
         */
        public Builder statements(String... sql) {
            statements.addAll(List.of(sql));
            return this;
        }

        /** Shortest rest between two refreshes. Default 10 s; zero: as long as the last one took. */
        public Builder atMostEvery(Duration rest) {
            atMostEvery = rest;
            return this;
        }

        /**
         * Refreshes it after this time even if its source has not moved, for statements that look at the clock or at other
         * tables of yours. Default: never; not shorter than {@link #atMostEvery}.
         */
        public Builder atLeastEvery(Duration interval) {
            atLeastEvery = interval;
            return this;
        }

        /**
         * Longest that a refresh may take, whatever {@code statement_timeout} its session has. One that is broken off is
         * tried again after as long a rest. Default 10 minutes; from 1 s to 1 day.
         */
        public Builder atMostFor(Duration limit) {
            atMostFor = limit;
            return this;
        }

        public MaterializedView build() {
            if (statements.isEmpty()) {
                throw problem("has no statements that make it");
            }
            if (atMostEvery.isNegative() || (atLeastEvery != null && atLeastEvery.compareTo(atMostEvery) < 0)) {
                throw problem(
                        "rests for no negative time, and no longer than the time after which it is always refreshed: "
                                + atMostEvery + ", " + atLeastEvery);
            }
            if (atMostFor.compareTo(SHORTEST_LIMIT) < 0 || atMostFor.compareTo(LONGEST_LIMIT) > 0) {
                throw problem("may take from 1 s to 1 day for a refresh, not " + atMostFor);
            }
            return new MaterializedView(this);
        }

        private IllegalArgumentException problem(String what) {
            return new IllegalArgumentException("Materialized view '" + name + "' " + what + ".");
        }
    }
}
