package io.readside.postgres.honesty;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.consistency.Read;
import io.readside.event.VersionToken;
import io.readside.postgres.honesty.Told.Arm;
import io.readside.postgres.honesty.Told.Question;
import io.readside.postgres.honesty.Told.Way;
import io.readside.projection.FoldProjection;
import io.readside.readstore.ReadSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks in each way there is, and notes what it was told. */
final class Asking {

    private static final String UNDEFINED_TABLE = "42P01";
    private static final long HANGS_AFTER_SECONDS = 60;

    private final Scene scene;
    private final String session;

    Asking(Scene scene, String session) {
        this.scene = scene;
        this.session = session;
    }

    /** @return what was told of each read model that was read */
    List<Told> ask(
            Readside readside,
            Way way,
            FoldProjection<Note> model,
            String key,
            @Nullable VersionToken token,
            Duration within) {
        long after = token == null ? 0 : token.position().value();
        Question question = new Question(session, way, model.name(), key, after, within);
        long begun = System.nanoTime();
        try {
            Read<Note> read = readside.read(model).after(scene.asked(token)).within(within);
            return switch (way) {
                case ROW -> List.of(told(question, begun, read.row(key)));
                case ROWS -> List.of(Told.of(question, read.rows(10_000), rows -> numberIn(rows, key), since(begun)));
                case QUERY ->
                    List.of(Told.of(
                            question, read.query(query -> number(query, model, key)), Long::longValue, since(begun)));
                case JOINT -> joint(question, begun, read, model);
                case ASYNC ->
                    List.of(told(question, begun, read.async().row(key).get(HANGS_AFTER_SECONDS, TimeUnit.SECONDS)));
                case SQL, SNAPSHOT -> List.of(inSql(question, begun));
            };
        } catch (Exception failed) {
            return List.of(Told.without(question, Arm.FAILED, since(begun), failed.toString()));
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static Told told(Question question, long begun, Answer<Optional<Note>> answer) {
        return Told.of(question, answer, row -> Note.numberOf(row.orElse(null)), since(begun));
    }

    private static long numberIn(List<Note> rows, String key) {
        return rows.stream()
                .filter(row -> row.key().equals(key))
                .mapToLong(Note::number)
                .findFirst()
                .orElse(0);
    }

    private List<Told> joint(Question question, long begun, Read<Note> read, FoldProjection<Note> model) {
        FoldProjection<Note> other =
                scene.models().stream().filter(one -> one != model).findFirst().orElseThrow();
        Answer<long[]> answer = read.and(other).query(query ->
                new long[] {number(query, model, question.key()), number(query, other, question.key())});
        Duration took = since(begun);
        Question ofTheOther = new Question(
                session, question.way(), other.name(), question.key(), question.after(), question.within());
        return List.of(
                Told.of(question, answer, numbers -> numbers[0], took),
                Told.of(ofTheOther, answer, numbers -> numbers[1], took));
    }

    private static long number(ReadSession query, FoldProjection<Note> model, String key) {
        try {
            return number(query.unwrap(Connection.class), query.table(model), key);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(Connection connection, String table, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select number from " + table + " where key = ?")) {
            query.setString(1, key);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private record Gate(boolean isCurrent, long position, int generation, long parkedKeys) {}

    /** As somebody who has nothing but SQL: the gate first, and then the rows. */
    private Told inSql(Question question, long begun) throws SQLException {
        boolean inOneSnapshot = question.way() == Way.SNAPSHOT;
        try (Connection connection = scene.database().dataSource().getConnection()) {
            try {
                connection.setAutoCommit(!inOneSnapshot);
                connection.setTransactionIsolation(
                        inOneSnapshot ? Connection.TRANSACTION_REPEATABLE_READ : Connection.TRANSACTION_READ_COMMITTED);
                Gate gate = gate(connection, question);
                if (!gate.isCurrent()) {
                    return Told.without(question, Arm.PENDING, since(begun), "");
                }
                String table = question.model() + (inOneSnapshot ? "__g" + gate.generation() : "");
                long number = number(connection, table, question.key());
                return new Told(question, Arm.FRESH, number, gate.position(), gate.parkedKeys(), since(begun), "");
            } catch (SQLException e) {
                if (UNDEFINED_TABLE.equals(e.getSQLState())
                        && inOneSnapshot) { // dropped since: no snapshot has it back
                    return Told.without(question, Arm.PENDING, since(begun), "");
                }
                throw e;
            } finally {
                if (inOneSnapshot) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
        }
    }

    private static Gate gate(Connection connection, Question question) throws SQLException {
        try (PreparedStatement gate = connection.prepareStatement(
                "SELECT commit_pos >= ? AS is_current, commit_pos, generation, parked_keys FROM projection_checkpoint"
                        + " WHERE name = ?")) {
            gate.setLong(1, question.after());
            gate.setString(2, question.model());
            try (ResultSet row = gate.executeQuery()) {
                row.next();
                return new Gate(row.getBoolean(1), row.getLong(2), row.getInt(3), row.getLong(4));
            }
        }
    }
}
