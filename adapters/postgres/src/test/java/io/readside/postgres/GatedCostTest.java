package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.JointRead;
import io.readside.consistency.Read;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.Tally.Counted;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.testkit.faults.TcpProxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What the gate adds to a read of a current read model, counted on the wire and at the driver. */
@Timeout(120)
class GatedCostTest {

    /** A driver prepares a statement on the server at its fifth use, once and for all. */
    private static final int WARM = 10;

    private static final Duration WAIT = Duration.ofSeconds(30);

    private final AtomicLong statements = new AtomicLong();
    private FreshDatabase database;
    private TcpProxy wire;
    private HikariDataSource pool;
    private Readside readside;
    private VersionToken current;

    /** @param statements and commits */
    private record Cost(long statements, long roundTrips) {}

    @BeforeEach
    void open() throws SQLException {
        database = PostgresServer.shared().create(PostgresSchema.LOG, PostgresSchema.READ_STORE);
        try (Readside worker = Readside.on(PostgresLog.of(database.pool(4)), PostgresReadStore.of(database.pool(8)))
                .project(Tally.TALLY)
                .start()) {
            current = worker.append(Tally.EVENTS.stream("a"), ExpectedVersion.none(), new Counted("a"))
                    .token();
            assertThat(worker.read(Tally.TALLY).after(current).within(WAIT).row("a"))
                    .isInstanceOf(Fresh.class);
        }
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setUrl(database.jdbcUrl());
        wire = TcpProxy.to(direct.getPortNumbers()[0]);
        pool = pool(direct);
        readside = Readside.on(
                        PostgresLog.of(database.pool(3)),
                        PostgresReadStore.of(RoundTrips.heardBy(connection -> statements.incrementAndGet(), pool)))
                .project(Tally.TALLY)
                .connect();
    }

    private HikariDataSource pool(PGSimpleDataSource direct) {
        direct.setServerNames(new String[] {"127.0.0.1"});
        direct.setPortNumbers(new int[] {wire.port()});
        direct.setUser("postgres");
        HikariConfig config = new HikariConfig();
        config.setDataSource(direct);
        config.setMaximumPoolSize(1);
        return new HikariDataSource(config);
    }

    @AfterEach
    void close() {
        readside.close();
        pool.close();
        wire.close();
        database.close();
    }

    @Test
    void a_row_behind_the_gate_costs_the_one_round_trip_that_a_plain_one_costs() {
        Cost plain = cost(this::plainRow);
        Cost ungated = cost(() -> fresh(read().row("a")));
        Cost gated = cost(() -> fresh(after().row("a")));
        Cost ready = cost(() -> fresh(after().within(WAIT).row("a")));

        assertThat(plain.roundTrips()).isOne();
        assertThat(ungated).isEqualTo(new Cost(1, 1));
        assertThat(gated).isEqualTo(ungated);
        assertThat(ready).as("with a wait that is not needed").isEqualTo(ungated);
    }

    @Test
    void no_other_read_costs_more_behind_the_gate() {
        assertThat(cost(() -> fresh(after().rows(5))))
                .isEqualTo(new Cost(1, 1))
                .isEqualTo(cost(() -> fresh(read().rows(5))));
        assertThat(cost(() -> fresh(after().checkpoint()))).isEqualTo(new Cost(1, 1));
        assertThat(cost(() -> query(after())))
                .as("the checkpoint, the query and the end of their snapshot")
                .isEqualTo(new Cost(3, 3))
                .isEqualTo(cost(() -> query(read())));
        assertThat(cost(() -> fresh(after().async().row("a").join()))).isEqualTo(new Cost(1, 1));
    }

    private Read<Tally> read() {
        return readside.read(Tally.TALLY);
    }

    private Read<Tally> after() {
        return read().after(current);
    }

    private static void fresh(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Fresh.class);
    }

    private static void query(JointRead read) {
        fresh(read.query(session -> {
            try (PreparedStatement query = session.unwrap(Connection.class)
                            .prepareStatement("select count from " + session.table(Tally.TALLY));
                    ResultSet row = query.executeQuery()) {
                return row.next();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    private void plainRow() {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement("select name, count from tally where name = ?")) {
            query.setString(1, "a");
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cost cost(Runnable read) {
        for (int i = 0; i < WARM; i++) {
            read.run();
        }
        long sentBefore = wire.requests();
        long statementsBefore = statements.get();
        read.run();
        return new Cost(statements.get() - statementsBefore, wire.requests() - sentBefore);
    }
}
