package io.readside.postgres.honesty;

import io.readside.event.Events;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The row of a key: how many events of it are known, by which a reader tells which writes a row knows of.
 *
 * @param number of events of this key that have been applied
 */
record Note(String key, long number) {

    /** Something was noted under a key. */
    sealed interface Fact {
        String key();
    }

    record Noted(String key) implements Fact {}

    /**
     * What the code cannot apply before it is mended.
     *
     * @param flaw counted from 1 in the order in which they are mended
     */
    record Misnoted(String key, int flaw) implements Fact {}

    /** What no read model is made from. */
    record Hummed(String tune) {}

    static final String CATEGORY = "note";

    static final Events<Fact> EVENTS = Events.of(CATEGORY, Fact.class)
            .type(Noted.class)
            .type(Misnoted.class)
            .build();

    static final Events<Hummed> ASIDE =
            Events.of("aside", Hummed.class).type(Hummed.class).build();

    /** @param mended how many flaws of the code are mended by now */
    static FoldProjection<Note> projection(String name, AtomicInteger mended) {
        return Projection.named(name, Note.class)
                .from(EVENTS)
                .keyedBy(Fact::key)
                .put(Noted.class, (row, e) -> next(row, e))
                .put(Misnoted.class, (row, e) -> {
                    if (e.flaw() > mended.get()) {
                        throw new IllegalStateException("flaw " + e.flaw() + " is not mended yet");
                    }
                    return next(row, e);
                })
                .build();
    }

    private static Note next(@Nullable Note row, Fact e) {
        return new Note(e.key(), row == null ? 1 : row.number() + 1);
    }

    /** The number of a row, or of a key without one. */
    static long numberOf(@Nullable Note row) {
        return row == null ? 0 : row.number();
    }
}
