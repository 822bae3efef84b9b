package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.WatermarkReader.Look;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** The lock of those who append and the watermark of those who read, step by step. */
@Tag("every-postgres")
class OrderTest {

    private FreshDatabase database;
    private Connection watcher;

    @BeforeEach
    void connect() throws SQLException {
        database = PostgresServer.shared().create("log");
        watcher = HeadFollower.connect(database.dataSource());
    }

    @AfterEach
    void close() throws SQLException {
        watcher.close();
        database.close();
    }

    @Test
    void an_event_that_becomes_visible_late_is_waited_for() throws Exception {
        try (Appending slow = new Appending(database)) {
            assertThat(slow.append("slow")).isEqualTo(1);
            assertThat(Appending.committed(database, "fast")).isEqualTo(2);

            assertLook(0, 0, 2);
            assertThat(WatermarkReader.first(watcher).position()).isZero();

            slow.commit();
            assertLook(0, 2, 2);
            assertThat(WatermarkReader.first(watcher).position()).isEqualTo(2);
        }
    }

    @Test
    void the_gap_of_a_rolled_back_append_is_closed_at_once() throws Exception {
        try (Appending slow = new Appending(database)) {
            slow.append("slow");
            Appending.committed(database, "fast");

            slow.rollback();

            assertLook(0, 2, 2);
        }
    }

    @Test
    void what_is_without_gap_is_read_beside_an_open_transaction() throws Exception {
        try (Appending slow = new Appending(database)) {
            slow.append("slow");
            slow.commit();
            slow.append("slow");
            slow.rollback();
            slow.append("slow"); // 3, key 2

            Appending.committed(database, "fast"); // 4

            assertLook(0, 1, 4); // 2 was rolled back, and no event is there
            assertLook(1, 1, 4);
        }
    }

    @Test
    void a_transaction_that_goes_on_appending_keeps_its_first_lock() throws Exception {
        try (Appending slow = new Appending(database)) {
            slow.append("slow"); // 1
            Appending.committed(database, "fast"); // 2
            slow.append("slow"); // 3
            Appending.committed(database, "fast"); // 4

            assertThat(locks()).isEqualTo(1);
            assertThat(look(0).watermark()).isZero();
        }
    }

    @Test
    void a_rollback_to_a_savepoint_takes_lock_and_memory_of_it_back_together() throws Exception {
        try (Appending slow = new Appending(database)) {
            Savepoint before = slow.savepoint();
            slow.append("slow"); // 1, key 0
            slow.connection.rollback(before);
            assertThat(locks()).isZero();
            Appending.committed(database, "fast"); // 2
            assertThat(look(0).watermark()).isEqualTo(2);

            slow.append("slow"); // 3, key 2
            Appending.committed(database, "fast"); // 4

            assertLook(0, 2, 4);
            slow.commit();
            assertLook(2, 4, 4);
        }
    }

    @Test
    void a_released_savepoint_keeps_the_lock() throws Exception {
        try (Appending slow = new Appending(database)) {
            Savepoint before = slow.savepoint();
            slow.append("slow");
            slow.connection.releaseSavepoint(before);
            Appending.committed(database, "fast");

            assertThat(look(0).watermark()).isZero();
        }
    }

    @Test
    void a_prepared_transaction_is_waited_for_without_a_pid() throws Exception {
        try (Appending slow = new Appending(database)) {
            slow.append("slow");
            slow.execute("prepare transaction '" + database.name() + "'");
        }
        Appending.committed(database, "fast");

        assertThat(look(0).held()).isTrue();
        assertThat(new LogReader(database.dataSource(), Duration.ofSeconds(30)).stall())
                .hasValueSatisfying(stall -> assertThat(stall.pid()).isNull());

        database.execute("commit prepared '" + database.name() + "'");
        assertThat(look(0).watermark()).isEqualTo(2);
    }

    @Test
    void every_way_in_takes_the_lock_before_the_position() throws Exception {
        String[] ways = {
            "insert into readside.log (stream, stream_version, id, type, version, data, occurred_at)"
                    + " values ('a-1', 0, gen_random_uuid(), 'A', 1, '{}', now())",
            "insert into readside.log (stream, stream_version, id, type, version, data, occurred_at)"
                    + " select 'b-' || i, 0, gen_random_uuid(), 'A', 1, '{}', now() from generate_series(1, 3) i",
            "set session_replication_role = replica; insert into readside.log (stream, stream_version, id, type, version,"
                    + " data, occurred_at) values ('c-1', 0, gen_random_uuid(), 'A', 1, '{}', now())",
        };
        for (String way : ways) {
            try (Appending slow = new Appending(database)) {
                slow.execute(way);
                assertHeldBelowItsFirst(slow);
            }
        }
        try (Appending slow = new Appending(database)) {
            slow.connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy readside.log (stream, stream_version, id, type, version, data, occurred_at) from stdin csv",
                            new StringReader(
                                    "d-1,0,00000000-0000-0000-0000-000000000001,A,1,{},2026-01-01T00:00:00Z\n"));
            assertHeldBelowItsFirst(slow);
        }
    }

    private void assertHeldBelowItsFirst(Appending slow) throws SQLException {
        long next = Appending.committed(database, "fast");
        Look look = look(0);
        assertThat(look.seen()).isEqualTo(next);
        assertThat(look.held()).isTrue();
        slow.rollback();
        assertThat(look(0).watermark()).isEqualTo(next);
    }

    @Test
    void thirty_thousand_rows_take_one_lock() throws Exception {
        try (Appending bulk = new Appending(database)) {
            bulk.execute("insert into readside.log (stream, stream_version, id, type, version, data, occurred_at)"
                    + " select 'bulk-1', i, gen_random_uuid(), 'A', 1, '{}', now() from generate_series(0, 29999) i");

            assertThat(locks()).isEqualTo(1);
        }
    }

    @Test
    void keys_are_told_apart_where_their_32_bits_wrap() throws Exception {
        long wrap = 1L << 32;
        for (long start : new long[] {wrap / 2 - 3, wrap - 3, 7 * wrap - 3}) {
            database.execute("select setval('readside.log_position', " + start + ")");
            try (Appending slow = new Appending(database)) {
                long first = slow.append("slow"); // start + 1
                long last = 0;
                for (int i = 0; i < 6; i++) {
                    last = Appending.committed(database, "fast");
                }

                assertThat(first).isEqualTo(start + 1);
                assertLook(start, start, last);
                slow.commit();
                assertLook(start, last, last);
            }
        }
    }

    @Test
    void a_restarted_sequence_gives_up_one_position_and_stays_safe() throws Exception {
        database.execute("alter sequence readside.log_position restart with 4294967290");
        try (Appending slow = new Appending(database)) {
            long first = slow.append("slow");
            long second = Appending.committed(database, "fast");

            assertThat(first).isEqualTo(4294967291L);
            assertLook(0, 0, second);
            slow.commit();
            assertLook(0, second, second);
        }
    }

    /** @param after an event's position, or 0 */
    private Look look(long after) throws SQLException {
        UUID event = (UUID) database.value("select max(id::text)::uuid from readside.log where position = " + after);
        return WatermarkReader.look(watcher, new Mark(after, event), 1_000).orElseThrow();
    }

    private void assertLook(long after, long watermark, long seen) throws SQLException {
        Look look = look(after);
        assertThat(look.watermark()).isEqualTo(watermark);
        assertThat(look.seen()).isEqualTo(seen);
        assertThat(look.more()).isFalse();
    }

    private long locks() throws SQLException {
        return (Long)
                database.value(
                        "select count(*) from pg_locks where classid = 'readside.log'::regclass and"
                                + " locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())");
    }
}
