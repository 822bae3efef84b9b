package io.readside.postgres;

import static io.readside.postgres.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.Appended;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.WatermarkReader.Look;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database whose transactions keep one snapshot unless they say otherwise. */
@Tag("every-postgres")
class OrderIsolationTest {

    private static final String WAITS = "exists (select from pg_stat_activity where wait_event_type = 'Lock'"
            + " and datname = current_database())";

    private FreshDatabase database;

    @BeforeEach
    void create() throws SQLException {
        database = PostgresServer.shared().create("log");
        database.execute(
                "alter database " + database.name() + " set default_transaction_isolation = 'repeatable read'");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void what_commits_while_locks_are_looked_at_is_no_gap() throws Exception {
        AtomicInteger roundTrips = new AtomicInteger();
        try (Appending slow = new Appending(database)) {
            slow.append("slow"); // 1
            Appending.committed(database, "fast"); // 2
            DataSource watched = RoundTrips.heardBy(
                    connection -> {
                        if (roundTrips.incrementAndGet() == 2) {
                            slow.execute("lock table readside.log in access exclusive mode");
                            commitOnceSomebodyWaits(slow);
                        }
                    },
                    database.dataSource());
            try (Connection watcher = HeadFollower.connect(watched)) {

                Look look = WatermarkReader.look(watcher, Mark.START, 100).orElseThrow();

                // 0 where the appender's table lock was gone, and the lock that readers look at not yet
                assertThat(look.watermark()).isIn(0L, 2L);
                assertThat(look.gaps()).isEmpty();
                assertThat(roundTrips).hasValue(2);
            }
        }
    }

    @Test
    void an_append_that_had_to_wait_for_another_looks_again_and_leaves_the_session_as_it_was() throws Exception {
        Queue<Object> changes = new ConcurrentLinkedQueue<>();
        StreamName stream = StreamName.of("order", "1");
        try (Appending other = new Appending(database);
                PostgresLog log = PostgresLog.of(tellingOfIsolation(changes))) {
            other.append(stream.value());
            commitOnceSomebodyWaits(other);

            Appended appended = log.append(
                    stream,
                    ExpectedVersion.any(),
                    List.of(new EventData(UUID.randomUUID(), new EventType("A", 1), "{}", "{}", null)));

            assertThat(appended.streamVersion().value()).isEqualTo(1);
            assertThat(log.awaitBeyond(Position.of(appended.position().value() - 1), Awaiting.PATIENCE))
                    .isTrue();
            assertThat(log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(10))
                            .events())
                    .hasSize(2);
            assertThat(changes).isEmpty();
        }
    }

    private void commitOnceSomebodyWaits(Appending transaction) {
        Thread committer = new Thread(() -> {
            try {
                until(database, WAITS);
                transaction.commit();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        committer.start();
    }

    private DataSource tellingOfIsolation(Queue<Object> changes) {
        return Intercepted.calls(
                DataSource.class,
                database.dataSource(),
                "getConnection",
                (none, connection) -> Intercepted.calls(
                        Connection.class, (Connection) connection, "setTransactionIsolation", (level, nothing) -> {
                            changes.add(level[0]);
                            return nothing;
                        }));
    }
}
