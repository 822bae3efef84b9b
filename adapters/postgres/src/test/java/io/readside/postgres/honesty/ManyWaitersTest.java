package io.readside.postgres.honesty;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Pending;
import io.readside.event.VersionToken;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.support.FreshDatabase;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fault 43 on PostgreSQL: ten thousand readers wait at a pool of four connections. */
@Timeout(180)
class ManyWaitersTest {

    private static final int MOST = 10_000;
    private static final int SURPLUS = 200;
    private static final int POOL = 4;
    private static final int OF_THE_LOG = 3;
    private static final Duration LONG = Duration.ofMinutes(2);

    /** Others are answered in milliseconds; the rest is for machines that do other work. */
    private static final Duration OTHERS_AT_MOST = Duration.ofSeconds(2);

    private static final String CONNECTIONS =
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

    @Test
    void ten_thousand_wait_at_a_pool_of_four_and_others_read_on() throws Exception {
        try (Scene scene = Scene.begin(Mistake.NONE);
                Readside readers = readers(scene)) {
            scene.startInside();
            VersionToken old = scene.writer().note("a");
            scene.awaitFresh(old);
            scene.valve().close(generation -> true);
            VersionToken wanted = scene.writer().note("a");
            assertThat(readers.read(scene.notes()).after(old).within(LONG).row("a"))
                    .isInstanceOf(Fresh.class);
            int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
            long connectionsBefore = connections(scene.database());
            BlockingQueue<Answer<?>> told = new LinkedBlockingQueue<>();

            long begun = System.nanoTime();
            List<CompletableFuture<Answer<Optional<Note>>>> all = new ArrayList<>();
            for (int i = 0; i < MOST + SURPLUS; i++) {
                all.add(readers.read(scene.notes())
                        .after(wanted)
                        .within(LONG)
                        .async()
                        .row("a")
                        .whenComplete((answer, failed) -> told.add(answer)));
            }
            Others others = new Others(readers, scene, old);
            long most = others.readUntil(() -> told.size() >= SURPLUS, connectionsBefore);

            assertThat(others.longest).isLessThan(OTHERS_AT_MOST);
            Duration turnedAway = since(begun);
            for (int i = 0; i < SURPLUS; i++) {
                assertThat(next(told)).isInstanceOfSatisfying(Pending.class, pending -> {
                    assertThat(pending.behind()).isOne();
                    assertThat(pending.retryAfter()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
                });
            }
            assertThat(told).isEmpty();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount() - threadsBefore;
            assertThat(threads).isLessThan(12);
            scene.valve().open();
            begun = System.nanoTime();
            most = Math.max(most, others.readUntil(() -> told.size() >= MOST, connectionsBefore));
            Duration answered = since(begun);
            assertThat(all.stream().map(CompletableFuture::join))
                    .filteredOn(Fresh.class::isInstance)
                    .hasSize(MOST)
                    .allSatisfy(
                            answer -> assertThat(answer).extracting("value").isEqualTo(Optional.of(new Note("a", 2))));
            assertThat(others.longest).isLessThan(OTHERS_AT_MOST);
            assertThat(most).isLessThanOrEqualTo(POOL + OF_THE_LOG);
            System.out.println(MOST + " wait and " + SURPLUS + " are told Pending " + turnedAway.toMillis()
                    + " ms after the first has asked; all are answered " + answered.toMillis()
                    + " ms after the worker goes on; " + threads + " threads and " + most
                    + " connections more than before; of " + others.count + " other reads meanwhile the longest took "
                    + others.longest.toMillis() + " ms");
        }
    }

    private static Readside readers(Scene scene) {
        FreshDatabase database = scene.database();
        return Readside.on(PostgresLog.of(database.pool(OF_THE_LOG)), PostgresReadStore.of(database.pool(POOL)))
                .project(scene.notes())
                .project(scene.models().get(1))
                .maxAsyncWaiters(MOST)
                .connect();
    }

    private static long connections(FreshDatabase database) throws SQLException {
        return (long) database.value(CONNECTIONS);
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static Answer<?> next(BlockingQueue<Answer<?>> told) throws InterruptedException {
        return told.poll(60, TimeUnit.SECONDS);
    }

    private interface Condition {
        boolean holds();
    }

    /** Readers who have no reason to wait: without a token, and with one that is satisfied. */
    private static final class Others {

        private final Readside readers;
        private final Scene scene;
        private final VersionToken satisfied;
        private Duration longest = Duration.ZERO;
        private int count;

        Others(Readside readers, Scene scene, VersionToken satisfied) {
            this.readers = readers;
            this.scene = scene;
            this.satisfied = satisfied;
        }

        /** @return most connections that were seen beyond those before */
        long readUntil(Condition over, long before) throws SQLException {
            long most = 0;
            while (!over.holds()) {
                read(null);
                read(satisfied);
                if (count % 50 == 0) {
                    most = Math.max(most, connections(scene.database()) - before);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5)); // beside the storm, not part of it
            }
            return most;
        }

        private void read(@Nullable VersionToken token) {
            long begun = System.nanoTime();
            assertThat(readers.read(scene.notes()).after(token).within(LONG).row("a"))
                    .isInstanceOf(Fresh.class);
            Duration took = since(begun);
            longest = took.compareTo(longest) > 0 ? took : longest;
            count++;
        }
    }
}
