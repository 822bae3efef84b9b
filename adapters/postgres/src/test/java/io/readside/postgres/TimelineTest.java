package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.LogRegressed;
import io.readside.eventlog.LogUnavailable;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The log behind a reader becomes another one: it loses its tail and gives positions out anew, as a restore from a backup
 * and an asynchronous fail-over do. No connection breaks, so that only the log itself can tell.
 */
@Tag("every-postgres")
class TimelineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofDays(1);

    private FreshDatabase database;

    @BeforeEach
    void fill() throws SQLException {
        database = PostgresServer.shared().create("log");
        for (int i = 1; i <= 10; i++) {
            Appending.committed(database, "order-" + i);
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void a_page_is_anchored_in_the_last_event_that_it_has_scanned() throws Exception {
        Appending.committed(database, "foreign-1");
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Page whole = log.read(Checkpoint.ZERO, EventFilter.category("order"), PageLimit.events(100));
            Page cut = log.read(Checkpoint.ZERO, EventFilter.category("order"), PageLimit.events(4));

            assertThat(whole.scannedTo()).isEqualTo(new Checkpoint(Position.of(11), anchor(log, 11)));
            assertThat(cut.scannedTo()).isEqualTo(new Checkpoint(Position.of(4), anchor(log, 4)));
        }
    }

    @Test
    void a_reader_above_the_end_of_a_log_that_lost_its_tail_is_stopped() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Checkpoint end = read(log, Checkpoint.ZERO).scannedTo();

            loseTailAbove(4);

            assertThat(log.awaitBeyond(end.position(), PATIENCE))
                    .as("whether the next read says so at once")
                    .isTrue();
            assertThatThrownBy(() -> read(log, end))
                    .isInstanceOf(LogRegressed.class)
                    .hasMessageContaining("position 10")
                    .hasMessageContaining(end.anchor().event().toString())
                    .hasMessageContaining("ends at position 4")
                    .hasMessageContaining("docs/operating.md");
        }
    }

    @Test
    void positions_that_are_given_out_anew_are_not_skipped_in_silence() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Checkpoint end = read(log, Checkpoint.ZERO).scannedTo();
            loseTailAbove(4);
            for (int i = 5; i <= 14; i++) {
                assertThat(Appending.committed(database, "anew-" + i)).isEqualTo(i);
            }

            assertThat(log.awaitBeyond(end.position(), PATIENCE)).isTrue();
            // without the anchor: six events at positions up to 10 that this reader has never seen, and no word of it
            assertThat(newEventsBelow(end)).isEqualTo(6);
            assertThatThrownBy(() -> read(log, end))
                    .isInstanceOf(LogRegressed.class)
                    .hasMessageContaining("at position 10 event " + end.anchor().event())
                    .hasMessageContaining("given out anew");
            assertThatThrownBy(() -> log.verify(end)).isInstanceOf(LogRegressed.class);
        }
    }

    private long newEventsBelow(Checkpoint checkpoint) throws SQLException {
        return (Long) database.value(
                "select count(*) from readside.log where category = 'anew' and position <= " + checkpoint);
    }

    @Test
    void a_reader_below_what_was_lost_goes_on_with_what_is_there_now() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Checkpoint early = log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(3))
                    .scannedTo();
            loseTailAbove(4);
            assertThat(Appending.committed(database, "anew-5")).isEqualTo(5);

            Checkpoint at = early;
            while (at.position().value() < 5) {
                at = readOnceTrusted(log, at).scannedTo();
            }

            assertThat(at).isEqualTo(new Checkpoint(Position.of(5), anchor(log, 5)));
        }
    }

    /** The watermark of what was lost vouches for nothing; it is looked for anew. */
    private static Page readOnceTrusted(PostgresLog log, Checkpoint at) throws InterruptedException {
        while (true) {
            try {
                log.awaitBeyond(at.position(), PATIENCE);
                return read(log, at);
            } catch (LogUnavailable retryable) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_page_up_to_a_watermark_of_another_server_is_not_trusted() throws Exception {
        try (PostgresLog log =
                PostgresLog.builder(database.dataSource()).idlePoll(NEVER).open()) {
            assertThat(log.watermark()).isEqualTo(Position.of(10));
            loseTailAbove(4);

            // the watermark still stands at 10; a page up to there would move the reader over 5 to 10, still to be
            // given out
            assertThatThrownBy(() -> read(log, Checkpoint.of(3)))
                    .isInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("position 10")
                    .hasMessageContaining("Nothing was read");

            // it has been told, though it would not have looked for a day
            Page page = readOnceTrusted(log, Checkpoint.of(3));
            assertThat(page.scannedTo().position()).isEqualTo(Position.of(4));
        }
    }

    @Test
    void a_reader_that_waits_is_woken_when_the_log_ends_below_it() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Checkpoint end = read(log, Checkpoint.ZERO).scannedTo();
            Future<Boolean> waiting = executor.submit(() -> log.awaitBeyond(end.position(), NEVER));

            loseTailAbove(4);

            assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void a_reader_that_another_process_has_brought_further_waits_in_peace() throws Exception {
        try (PostgresLog log =
                PostgresLog.builder(database.dataSource()).idlePoll(NEVER).open()) {
            long position = Appending.committed(database, "order-11");
            Checkpoint further = new Checkpoint(Position.of(position), anchor(log, position));

            assertThat(read(log, further)).isEqualTo(new Page(List.of(), further));
            log.signal();
            assertThat(log.awaitBeyond(further.position(), Duration.ofMillis(300)))
                    .isFalse();
        }
    }

    @Test
    void a_process_that_starts_after_the_loss_is_told_as_well() throws Exception {
        Checkpoint end;
        try (PostgresLog before = PostgresLog.of(database.dataSource())) {
            end = read(before, Checkpoint.ZERO).scannedTo();
        }
        loseTailAbove(4);

        try (PostgresLog after = PostgresLog.of(database.dataSource())) {
            assertThatThrownBy(() -> after.verify(end)).isInstanceOf(LogRegressed.class);
            assertThat(after.awaitBeyond(end.position(), PATIENCE)).isTrue();
            assertThatThrownBy(() -> read(after, end)).isInstanceOf(LogRegressed.class);
            assertThatThrownBy(() -> read(after, new Checkpoint(end.position())))
                    .as("a checkpoint of a release that kept no anchor")
                    .isInstanceOf(LogRegressed.class)
                    .hasMessageContaining("ends at position 4, below the checkpoint 10");
        }
    }

    @Test
    void another_log_in_its_place_is_refused_by_its_id() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Checkpoint end = log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(5))
                    .scannedTo();
            UUID old = log.id();

            database.execute("update readside.log_identity set id = '00000000-0000-0000-0000-000000000001'");

            assertThatThrownBy(() -> read(log, end))
                    .isInstanceOf(LogRegressed.class)
                    .hasMessageContaining("read from log " + old)
                    .hasMessageContaining("another log, 00000000-0000-0000-0000-000000000001");
        }
    }

    @Test
    void a_role_that_may_not_begin_a_timeline_is_told_the_grant_and_it_is_enough() throws Exception {
        String role = "worker_" + database.name();
        database.execute("create role " + role + " login; grant usage on schema readside to " + role
                + "; grant select on readside.log, readside.events, readside.schema_version, readside.log_identity to "
                + role + "; grant usage on sequence readside.log_position to " + role);
        try (PostgresLog log = PostgresLog.of(database.dataSourceOf(role))) {
            assertThatThrownBy(() -> log.beginTimelineAfter(1))
                    .isInstanceOf(PostgresFailure.class)
                    .hasMessageContaining("grant execute on function readside.begin_timeline_after(integer) to");
            assertThat(log.timeline()).isEqualTo(1);

            database.execute("grant execute on function readside.begin_timeline_after(integer) to " + role);
            assertThat(log.beginTimelineAfter(1)).isEqualTo(2);
        } finally {
            database.execute("drop owned by " + role + "; drop role " + role);
        }
    }

    @Test
    void events_deleted_up_to_the_retention_mark_are_no_loss() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Checkpoint early = log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(5))
                    .scannedTo();
            Checkpoint end = read(log, Checkpoint.ZERO).scannedTo();

            database.execute("update readside.log_identity set retention_mark = 7;"
                    + " delete from readside.log where position <= 7");

            assertThatCode(() -> log.verify(early)).doesNotThrowAnyException();
            assertThatCode(() -> log.verify(end)).doesNotThrowAnyException();
            assertThat(read(log, early).events()).hasSize(3);

            database.execute("delete from readside.log where position = 10");
            assertThatThrownBy(() -> log.verify(end)).isInstanceOf(LogRegressed.class);
        }
    }

    @Test
    void a_log_in_place_of_one_without_events_is_read_from_the_beginning() throws Exception {
        loseTailAbove(0);
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            assertThat(read(log, Checkpoint.ZERO)).isEqualTo(new Page(List.of(), Checkpoint.ZERO));
            Appending.committed(database, "order-1");
            assertThat(log.awaitBeyond(Position.ZERO, PATIENCE)).isTrue();
            assertThat(read(log, Checkpoint.ZERO).scannedTo())
                    .isEqualTo(new Checkpoint(Position.of(1), anchor(log, 1)));
        }
    }

    private static Page read(PostgresLog log, Checkpoint after) {
        return log.read(after, EventFilter.ALL, PageLimit.events(100));
    }

    private Anchor anchor(PostgresLog log, long position) throws SQLException {
        UUID event = (UUID) database.value("select id from readside.log where position = " + position);
        return new Anchor(log.id(), Position.of(position), event);
    }

    private void loseTailAbove(long position) throws SQLException {
        database.execute("delete from readside.log where position > " + position
                + "; select setval('readside.log_position', " + position + ")");
    }
}
