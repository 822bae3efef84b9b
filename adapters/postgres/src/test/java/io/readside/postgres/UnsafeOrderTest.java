package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The world without each condition of order: what would be lost, and that it is refused. Event 1 is late, event 2 is
 * not; a watermark of 2 before event 1 can be read loses it.
 */
@Tag("every-postgres")
class UnsafeOrderTest {

    private FreshDatabase database;
    private Connection watcher;
    private Appending slow;

    @BeforeEach
    void connect() throws SQLException {
        database = PostgresServer.shared().create("log");
        watcher = HeadFollower.connect(database.dataSource());
        slow = new Appending(database);
    }

    @AfterEach
    void close() throws SQLException {
        slow.close();
        watcher.close();
        database.close();
    }

    @Test
    void locks_read_before_the_page_lose_an_event() throws Exception {
        Long lowest = WatermarkReader.lowest(watcher, 0).key(); // nobody yet
        slow.append("slow");
        Appending.committed(database, "fast");
        long seen = WatermarkReader.head(watcher);
        long wrong = lowest == null ? seen : Math.min(seen, lowest);

        assertThat(wrong).as("the wrong order of R1 and R2").isEqualTo(2);
        assertThat(visible(1)).isFalse();
        assertThat(look()).as("the right order").isZero();
    }

    @Test
    void a_watermark_and_its_page_in_one_statement_lose_an_event() throws Exception {
        database.execute("create function lowest(after bigint) returns bigint language sql volatile as $$ select"
                + " min(objid::bigint) from pg_locks where classid = 'readside.log'::regclass and objsubid = 2 $$");
        slow.append("slow");
        Appending.committed(database, "fast");
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Appending barrier = new Appending(database)) {
            barrier.execute("select pg_advisory_xact_lock(1)");
            // the statement has its snapshot, then waits at the barrier, then reads the locks
            Future<long[]> statement = executor.submit(() -> oneStatement());
            awaitWaiting();
            slow.commit();
            barrier.rollback();

            long[] watermarkAndEvents = statement.get(20, TimeUnit.SECONDS);

            assertThat(watermarkAndEvents[0]).as("watermark").isEqualTo(2);
            assertThat(watermarkAndEvents[1])
                    .as("events at or below it that it shows")
                    .isEqualTo(1);
        } finally {
            executor.shutdownNow();
        }
    }

    private long[] oneStatement() throws SQLException {
        String sql = "with page as materialized (select position from readside.log where position > 0),"
                + " pause as materialized (select count(*) as n, pg_advisory_xact_lock_shared(1) from page),"
                + " mark as materialized (select coalesce(lowest(n), (select max(position) from page)) as w from pause)"
                + " select w, (select count(*) from page where position <= w) from mark";
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new long[] {row.getLong(1), row.getLong(2)};
        }
    }

    private void awaitWaiting() throws SQLException {
        while (!(Boolean)
                database.value("select exists (select from pg_locks where locktype = 'advisory' and not granted"
                        + " and database = (select oid from pg_database where datname = current_database()))")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_sequence_that_hands_out_blocks_is_refused() throws Exception {
        database.execute("alter sequence readside.log_position cache 10");

        assertThatThrownBy(() -> PostgresLog.of(database.dataSource()))
                .isInstanceOf(UnsafeLog.class)
                .hasMessageContaining("cache 10")
                .hasMessageContaining("alter sequence readside.log_position cache 1");

        // with a block of its own, a session appends below what others have seen complete
        slow.insert("slow"); // 1 of 1 to 10
        slow.commit();
        long other = Appending.committed(database, "fast"); // 11
        assertThat(held())
                .as("locks held below event 11, which would make it complete")
                .isNull();
        assertThatThrownBy(this::look).isInstanceOf(UnsafeLog.class);
        assertThat(slow.insert("late")).isLessThan(other); // lost
        slow.rollback();
        assertThatThrownBy(() -> slow.append("late"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("is not protected")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("RS009");
    }

    @Test
    void a_disabled_trigger_is_refused() throws Exception {
        database.execute("alter table readside.log disable trigger lock_append");

        assertThatThrownBy(() -> PostgresLog.of(database.dataSource()))
                .isInstanceOf(UnsafeLog.class)
                .hasMessageContaining("lock_append")
                .hasMessageContaining("enable always trigger");

        slow.insert("slow");
        database.execute("insert into readside.log (stream, stream_version, id, type, version, data, occurred_at)"
                + " values ('fast', 0, gen_random_uuid(), 'A', 1, '{}', now())");
        assertThat(held()).as("locks held for event 1, which is lost without").isNull();
        assertThatThrownBy(this::look).isInstanceOf(UnsafeLog.class);
        slow.rollback();
        assertThatThrownBy(() -> slow.append("slow")).hasMessageContaining("is not protected");
    }

    @Test
    void a_trigger_that_replication_turns_off_is_refused() throws Exception {
        database.execute("alter table readside.log enable trigger lock_append");

        assertThatThrownBy(() -> PostgresLog.of(database.dataSource())).isInstanceOf(UnsafeLog.class);
    }

    @Test
    void another_default_of_position_is_refused() throws Exception {
        database.execute("create sequence elsewhere; alter table readside.log alter position set default"
                + " nextval('elsewhere')");

        assertThatThrownBy(() -> PostgresLog.of(database.dataSource()))
                .isInstanceOf(UnsafeLog.class)
                .hasMessageContaining("elsewhere")
                .hasMessageContaining("nextval('readside.log_position')");
    }

    @Test
    void locks_that_a_second_connection_does_not_see_are_refused() throws Exception {
        try (FreshDatabase other = PostgresServer.shared().create("log")) {
            assertThatThrownBy(() -> PostgresLog.builder(database.dataSource())
                            .watermarkDataSource(other.dataSource())
                            .open())
                    .isInstanceOf(UnsafeLog.class)
                    .hasMessageContaining("not seen from a second connection")
                    .hasMessageContaining("different databases");
        }
    }

    @Test
    void a_log_that_was_tested_is_left_as_it_was() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            assertThat(log.head()).isEqualTo(Position.ZERO);
            assertThat(log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(1))
                            .events())
                    .isEmpty();
            assertThat(Appending.committed(database, "first")).isEqualTo(1);
        }
    }

    private long look() throws SQLException {
        return WatermarkReader.look(watcher, Mark.START, 100).orElseThrow().watermark();
    }

    private @Nullable Object held() throws SQLException {
        return database.value("select min(objid::bigint) from pg_locks where classid = 'readside.log'::regclass and"
                + " database = (select oid from pg_database where datname = current_database())");
    }

    private boolean visible(long position) throws SQLException {
        return (Boolean) database.value("select exists (select from readside.log where position = " + position + ")");
    }
}
