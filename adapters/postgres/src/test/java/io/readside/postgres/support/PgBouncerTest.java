package io.readside.postgres.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("debian")
class PgBouncerTest {

    @Test
    void two_transactions_of_one_connection_may_meet_two_backends() throws SQLException {
        try (OwnServer server = OwnServer.start();
                PgBouncer bouncer = PgBouncer.inFrontOf(server, 2);
                HikariDataSource pool = bouncer.pool("postgres", 4);
                Connection one = pool.getConnection();
                Connection other = pool.getConnection()) {
            int first = backend(one);
            other.setAutoCommit(false);
            int taken = backend(other);

            int second = backend(one);

            assertThat(taken).as("the backend that was free again").isEqualTo(first);
            assertThat(second).isNotEqualTo(first);
            other.rollback();
        }
    }

    private static int backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
