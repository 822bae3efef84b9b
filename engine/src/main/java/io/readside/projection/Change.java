package io.readside.projection;

import io.readside.event.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something to write, as a value: a store may batch it, check it and aim it at any generation. */
public sealed interface Change {

    /** The position of the last event that made it what it is. */
    Position lastApplied();

    /** The key whose row it is about; a statement of the SQL form does not tell. */
    default Optional<Key> touches() {
        return Optional.empty();
    }

    /** The row of a key is this from now on, whether it existed or not. */
    record Upsert(Key key, Row row, Position lastApplied) implements Change {

        @Override
        public Optional<Key> touches() {
            return Optional.of(key);
        }
    }

    /** The key has no row from now on. */
    record Delete(Key key, Position lastApplied) implements Change {

        @Override
        public Optional<Key> touches() {
            return Optional.of(key);
        }
    }

    /**
     * A statement of the SQL form, run in its place in the order: after those before it that have a key with it in common, and
     * before those behind it that do. One without keys may reach any row.
     *
     * @param keys of whose rows alone it reads and writes; empty: the projection does not say
     */
    record Statement(String sql, List<@Nullable Object> arguments, Position lastApplied, Set<Key> keys)
            implements Change {

        public Statement {
            arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
            keys = Set.copyOf(keys);
        }

        /** One that may reach any row. */
        public Statement(String sql, List<@Nullable Object> arguments, Position lastApplied) {
            this(sql, arguments, lastApplied, Set.of());
        }

        /** Leaves the arguments out, so that it may stand in a log line. */
        @Override
        public String toString() {
            return "statement at position " + lastApplied + ": " + sql;
        }
    }

    /**
     * The statements of this position are one event's, and run only if the store has not noted before that they have; it
     * does so now.
     *
     * @param event its id
     */
    record Once(UUID event, Position lastApplied) implements Change {}

    /** Statements touched the row of a key. A store may note where. */
    record Touch(Key key, Position lastApplied) implements Change {

        @Override
        public Optional<Key> touches() {
            return Optional.of(key);
        }
    }
}
