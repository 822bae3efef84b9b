package io.readside.benchmarks.contender;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.benchmarks.database.Database;
import io.readside.postgres.PostgresSchema;
import io.readside.testkit.orders.OrderEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** What the log's columns and indexes cost by themselves: an INSERT, without checks, locks and functions. */
final class BareInsert implements Contender {

    @Override
    public String name() {
        return "insert";
    }

    @Override
    public void createStore(Database store) {}

    @Override
    public void createLog(Database log) throws SQLException {
        try (HikariDataSource pool = log.pool(1)) {
            PostgresSchema.install(pool, PostgresSchema.LOG);
        }
        log.run("create table bare (like readside.log including defaults including generated including constraints"
                + " including indexes including storage)");
    }

    @Override
    public void fillLog(Database log, long events) {
        throw new UnsupportedOperationException("Nobody reads a bare table.");
    }

    @Override
    public Following follow(Database log, Database store, String readModel, long upTo) {
        throw new UnsupportedOperationException("Nobody follows a bare table.");
    }

    @Override
    public Writers writers(Database log, int threads) {
        return () -> appender(log);
    }

    private static Appender appender(Database log) throws SQLException {
        Connection connection = log.connect();
        PreparedStatement insert = connection.prepareStatement(
                "insert into bare (stream, stream_version, id, type, version, data, occurred_at)"
                        + " values (?, ?, ?, ?, 1, ?::jsonb, ?)");
        return new Appender() {
            @Override
            public void append(String orderId, int streamVersion, OrderEvent event) throws SQLException {
                insert.setString(1, "order-" + orderId);
                insert.setLong(2, streamVersion);
                insert.setObject(3, UUID.randomUUID());
                insert.setString(4, event.getClass().getSimpleName());
                insert.setString(5, OrderJson.write(event));
                insert.setObject(6, OffsetDateTime.now(ZoneOffset.UTC));
                insert.executeUpdate();
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }
}
