package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.StreamName;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an append costs, counted. */
@Tag("every-postgres")
@ExtendWith(PostgresExtension.class)
class AppendCostTest {

    private static final Pattern WAL_BYTES = Pattern.compile("WAL: .*bytes=(\\d+)");
    private static final String DATA =
            "{\"orderId\":\"42\",\"lines\":[{\"sku\":\"A-1\",\"quantity\":2}],\"totalCents\":4200}";

    @Test
    void an_append_is_one_statement_whose_transaction_is_its_own(@Installed("log") FreshDatabase database) {
        Queue<String> statements = new ConcurrentLinkedQueue<>();
        try (PostgresLog log = PostgresLog.builder(noting(statements, database.dataSource()))
                .watermarkDataSource(database.dataSource())
                .open()) {
            statements.clear();

            for (int i = 0; i < 20; i++) {
                log.append(
                        new StreamName("order-" + i),
                        ExpectedVersion.none(),
                        List.of(new EventData(UUID.randomUUID(), new EventType("OrderPlaced", 1), DATA, "{}", null)));
            }
        }

        assertThat(statements)
                .hasSize(20)
                .allSatisfy(statement -> assertThat(statement)
                        .contains("readside.append(")
                        .doesNotContain(";")
                        .endsWith("auto-commit true"));
    }

    @Test
    void it_writes_at_most_a_tenth_more_to_the_write_ahead_log_than_an_insert_of_its_row(
            @Installed("log") FreshDatabase database) throws SQLException {
        database.execute("create sequence bare_position; create table bare (like readside.log including all);"
                + " alter table bare alter position set default nextval('bare_position')");
        long appended = 0;
        long inserted = 0;
        try (Connection connection = database.connect()) {
            for (int i = 0; i < 500; i++) {
                String id = new UUID(i * 0x9e3779b97f4a7c15L, i).toString();
                appended += walBytes(
                        connection,
                        "select * from readside.append('order-" + i + "', -1, '[{\"type\":\"OrderPlaced\",\"id\":\""
                                + id + "\",\"data\":" + DATA + "}]')");
                inserted += walBytes(
                        connection,
                        "insert into bare (stream, stream_version, id, type, version, data, metadata, occurred_at) values"
                                + " ('order-" + i + "', 0, '" + id + "', 'OrderPlaced', 1, '" + DATA
                                + "', '{}', now())");
            }
        }

        assertThat((double) appended / inserted).isBetween(0.9, 1.1);
    }

    private static long walBytes(Connection connection, String sql) throws SQLException {
        long bytes = 0;
        try (Statement statement = connection.createStatement();
                ResultSet lines = statement.executeQuery("explain (analyze, wal, costs off, timing off) " + sql)) {
            // the first line is that of the whole
            while (bytes == 0 && lines.next()) {
                Matcher wal = WAL_BYTES.matcher(lines.getString(1));
                bytes = wal.find() ? Long.parseLong(wal.group(1)) : 0;
            }
        }
        return bytes;
    }

    /** Notes what this thread executes, and how; others look after the log meanwhile. */
    private static DataSource noting(Queue<String> statements, DataSource source) {
        Thread caller = Thread.currentThread();
        return Intercepted.calls(DataSource.class, source, "getConnection", (none, result) -> {
            Connection connection = (Connection) result;
            return Intercepted.calls(
                    Connection.class,
                    connection,
                    "prepareStatement",
                    (sql, statement) -> Intercepted.calls(
                            PreparedStatement.class, (PreparedStatement) statement, "execute", (arguments, answer) -> {
                                if (Thread.currentThread() == caller) {
                                    statements.add(sql[0] + " auto-commit " + autoCommit(connection));
                                }
                                return answer;
                            }));
        });
    }

    private static boolean autoCommit(Connection connection) {
        try {
            return connection.getAutoCommit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
