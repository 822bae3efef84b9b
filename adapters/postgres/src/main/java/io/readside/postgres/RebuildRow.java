package io.readside.postgres;

import io.readside.event.Json;
import io.readside.event.Position;
import io.readside.readstore.Compared;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A row of {@code readside.rebuild}. */
final class RebuildRow {

    private static final String SELECTED = "r.id, r.name, r.blue, r.green, r.version, r.state, r.new_timeline,"
            + " r.submitted_by, r.paused_by, r.begun_at, r.begun_from, (extract(epoch from r.took) * 1000000)::bigint,"
            + " r.since, r.compared, r.note, r.round";

    private RebuildRow() {}

    /** A statement that gives rebuilds. */
    static String selecting(String name) {
        return Sql.statement(name).replace("{rebuild}", SELECTED);
    }

    static String text(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static List<Rebuild> all(PreparedStatement query) throws SQLException {
        List<Rebuild> all = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                all.add(read(row));
            }
        }
        return all;
    }

    /** Of a statement that may have the first words of a transaction in front. */
    static Optional<Rebuild> first(PreparedStatement query) throws SQLException {
        try (ResultSet row = Database.rows(query)) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
        }
    }

    private static Rebuild read(ResultSet row) throws SQLException {
        String name = row.getString(2);
        Long took = row.getObject(12, Long.class);
        return new Rebuild(
                row.getLong(1),
                new GenerationId(name, row.getInt(3)),
                new GenerationId(name, row.getInt(4)),
                row.getInt(5),
                State.valueOf(row.getString(6).toUpperCase(Locale.ROOT)),
                row.getString(8),
                Optional.ofNullable(row.getString(9)),
                Optional.ofNullable(row.getObject(10, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
                Optional.ofNullable(took).map(micros -> Duration.of(micros, ChronoUnit.MICROS)),
                Position.of(row.getLong(11)),
                moment(row),
                Optional.ofNullable(row.getString(14)).map(json -> Json.<Compared>read(json, Compared.class)),
                row.getString(15),
                row.getInt(16),
                row.getBoolean(7));
    }

    private static Instant moment(ResultSet row) throws SQLException {
        return GenerationRow.moment(row, 13);
    }
}
