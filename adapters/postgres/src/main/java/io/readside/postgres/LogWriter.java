package io.readside.postgres;

import io.readside.event.BadEvent;
import io.readside.event.EventData;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.ExpectedVersion;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Appends, each in one round trip. */
final class LogWriter {

    private static final String APPEND = Sql.statement("log/append");
    private static final String APPEND_ALL = Sql.statement("log/append_all");
    private static final String BEGIN_TIMELINE = Sql.statement("log/begin_timeline_after");
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DENIED = "42501";

    private final Database database;

    LogWriter(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** One call of {@code readside.append}. */
    record Call(StreamName stream, ExpectedVersion expected, List<EventData> events) {

        Call {
            if (events.isEmpty()) {
                throw new BadEvent("Append to stream " + stream + ": no event was given; at least one is needed.");
            }
            events = List.copyOf(events);
        }

        @Nullable
        Long expectedVersion() {
            if (expected instanceof ExpectedVersion.Exactly exactly) {
                return exactly.last().value();
            }
            return expected instanceof ExpectedVersion.None ? -1L : null;
        }
    }

    /** Appends in a transaction of its own. */
    Appended append(Call call) {
        String tried = "Append to stream " + call.stream();
        Optional<Appended> appended = database.alone(tried, Failures::of, connection -> {
            try {
                return Optional.of(send(connection, APPEND, call));
            } catch (SQLException e) {
                if (!SERIALIZATION_FAILURE.equals(e.getSQLState())) {
                    throw e;
                }
                return Optional.empty();
            }
        });
        // the pool's default is stricter than READ COMMITTED, in which the function looks again by itself
        return appended.orElseGet(() -> database.transaction(
                tried, Failures::of, connection -> send(connection, Database.WRITING + APPEND, call)));
    }

    /** Begins another timeline, once for each loss. */
    int beginTimelineAfter(int lost) {
        return database.alone("Begin a timeline of the log after " + lost, LogWriter::notBegun, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BEGIN_TIMELINE)) {
                statement.setInt(1, lost);
                try (ResultSet row = Database.rows(statement)) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    private static RuntimeException notBegun(String tried, SQLException e) {
        return DENIED.equals(e.getSQLState())
                ? new PostgresFailure(
                        tried
                                + ": this role may not, nothing was changed. In the log's database: grant execute on function"
                                + " readside.begin_timeline_after(integer) to the role; then ask again.",
                        Failures.withoutDetail(e))
                : Failures.of(tried, e);
    }

    /** Appends in the caller's transaction. */
    static Appended append(Connection connection, Call call) {
        try {
            return send(connection, APPEND, call);
        } catch (SQLException e) {
            throw Failures.of("Append to stream " + call.stream(), e);
        }
    }

    /** Appends in the caller's transaction, call after call, in one round trip. */
    static List<Appended> appendAll(Connection connection, List<Call> calls) {
        try (PreparedStatement statement = connection.prepareStatement(APPEND_ALL)) {
            statement.setArray(
                    1,
                    array(connection, "text", calls.stream().map(c -> c.stream().value())));
            statement.setArray(2, array(connection, "bigint", calls.stream().map(Call::expectedVersion)));
            statement.setArray(3, array(connection, "text", calls.stream().map(c -> EventJson.array(c.events()))));
            List<Appended> appended = new ArrayList<>(calls.size());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    appended.add(appended(rows));
                }
            }
            return List.copyOf(appended);
        } catch (SQLException e) {
            throw Failures.of("Append to " + calls.size() + " streams", e);
        }
    }

    private static Appended send(Connection connection, String sql, Call call) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, call.stream().value());
            statement.setObject(2, call.expectedVersion(), Types.BIGINT);
            statement.setString(3, EventJson.array(call.events()));
            try (ResultSet row = Database.rows(statement)) {
                row.next();
                return appended(row);
            }
        }
    }

    private static Appended appended(ResultSet row) throws SQLException {
        return new Appended(row.getInt(3), Position.of(row.getLong(1)), StreamVersion.of(row.getLong(2)));
    }

    private static Array array(Connection connection, String type, Stream<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }
}
