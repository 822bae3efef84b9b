package io.readside.postgres;

import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.readstore.ParkedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/** A row of {@code readside.parked_event}. */
final class ParkedRow {

    /** How many columns a parked event takes up. */
    static final int COLUMNS = 6;

    private static final String SELECTED = "p.key, p.position, p.event, p.reason, p.parked_at, p.attempts";

    private ParkedRow() {}

    /** A statement that has the columns of a parked event among its own. */
    static String selecting(String name) {
        return Sql.statement(name).replace("{parked}", SELECTED);
    }

    /**
     * Reads {@link #COLUMNS} columns; empty if the first is null.
     *
     * @param keys reads a key
     */
    static Optional<ParkedEvent> read(ResultSet row, int first, Function<String, Key> keys) throws SQLException {
        String key = row.getString(first);
        return key == null
                ? Optional.empty()
                : Optional.of(new ParkedEvent(
                        keys.apply(key),
                        Position.of(row.getLong(first + 1)),
                        row.getString(first + 2),
                        Optional.ofNullable(row.getString(first + 3)),
                        GenerationRow.moment(row, first + 4),
                        row.getInt(first + 5)));
    }
}
