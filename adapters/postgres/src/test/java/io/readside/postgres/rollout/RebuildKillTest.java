package io.readside.postgres.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Operations;
import io.readside.event.VersionToken;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.Projection;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import io.readside.testkit.orders.OrderHistory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The process that drives a rebuild is killed: in each state, and in front of statements of the swap. */
@ExtendWith(PostgresExtension.class)
@Timeout(300)
class RebuildKillTest {

    private static final List<State> ON_THE_WAY =
            List.of(State.PLANNED, State.LOADING, State.CATCHING_UP, State.AT_HEAD, State.VERIFIED);

    /** More than a swap takes, the looks in between included. */
    private static final int STATEMENTS = 40;

    private final long seed = Long.getLong(OrderHistory.SEED_PROPERTY, System.nanoTime());
    private final OrderHistory history = OrderHistory.of(seed, 400);

    @TempDir
    private Path folder;

    private FreshDatabase database;
    private PostgresReadStore store;
    private PostgresLog log;
    private VersionToken head;
    private RebuildProcess process;

    @BeforeEach
    void begin(@Installed({PostgresSchema.LOG, PostgresSchema.READ_STORE}) FreshDatabase fresh) {
        System.out.println("seed " + seed + " (again with -D" + OrderHistory.SEED_PROPERTY + "=" + seed + ")");
        database = fresh;
        store = PostgresReadStore.of(database.dataSource());
        log = PostgresLog.of(database.pool(2));
        store.generations().open(Versions.OLD);
        head = history.appendTo(log);
        join();
    }

    @AfterEach
    void end() {
        process.close();
        log.close();
    }

    private void join() {
        process = RebuildProcess.start(database.jdbcUrl(), folder.resolve("process.log"));
        process.awaitReady();
    }

    @Test
    void a_rebuild_whose_process_is_killed_in_any_state_goes_on_from_there() throws Exception {
        process.await(State.PLANNED);
        Intent start = submit(new Act.StartRebuild(false));
        for (State state : ON_THE_WAY) {
            awaitAtLeast(state);
            process.close();
            requireOneActive();
            join();
        }
        awaitAtLeast(State.VERIFIED);

        assertThat(report(start).done()).isTrue();
        assertThat(report(submit(new Act.Swap(SwapMode.REPLACE))).done()).isTrue();
        process.close();
        join();
        assertThat(report(submit(new Act.Rollback())).done()).isTrue();
        process.close();
        join();
        awaitAtLeast(State.VERIFIED);
        assertThat(report(submit(new Act.Swap(SwapMode.REPLACE))).done()).isTrue();
        requireRight();
        assertThat(report(submit(new Act.Drop())).done()).isTrue();
        requireRight();
    }

    @Test
    void a_swap_killed_in_front_of_any_statement_has_happened_or_has_not() throws Exception {
        submit(new Act.StartRebuild(false));
        Random random = new Random(seed);
        Set<Integer> places = new HashSet<>();
        while (places.size() < Integer.getInteger("readside.swap.kills", 4)) {
            places.add(random.nextInt(STATEMENTS));
        }
        for (int place : places) {
            awaitAtLeast(State.VERIFIED);
            process.haltAt(place);
            Intent swap = submit(new Act.Swap(SwapMode.REPLACE));
            awaitEnd(swap);
            requireOneActive();
            if (!process.isAlive()) {
                join();
            }
            assertThat(report(swap).done()).as("killed at " + place).isTrue();
            requireRight();
            process.haltAt(-1);
            assertThat(report(submit(new Act.Rollback())).done()).isTrue();
        }
    }

    private Intent submit(Act act) {
        return store.intents().submit("order_summary", act, "the test");
    }

    private Report report(Intent intent) {
        Operations operations = new Operations(store);
        return await(() -> operations.report(intent.id()), "a report on " + intent);
    }

    /** Until it is dealt with, or the process is gone. */
    private void awaitEnd(Intent intent) {
        Operations operations = new Operations(store);
        await(
                () -> operations.report(intent.id()).isPresent() || !process.isAlive()
                        ? Optional.of(true)
                        : Optional.empty(),
                "an end of " + intent);
    }

    private void awaitAtLeast(State state) {
        await(
                () -> store.rebuilds()
                        .last("order_summary")
                        .map(Rebuild::state)
                        .filter(now -> now.compareTo(state) >= 0 && now != State.DIFFERS),
                state.toString());
    }

    private interface Look<T> {
        Optional<T> now();
    }

    /** What other processes do shows in the database only. */
    private static <T> T await(Look<T> look, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        Optional<T> now = look.now();
        while (now.isEmpty()) {
            assertThat(System.nanoTime()).as(what + " did not come").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            now = look.now();
        }
        return now.get();
    }

    private void requireOneActive() throws SQLException {
        assertThat(database.value("select count(*) from readside.generation where active and name = 'order_summary'"))
                .isEqualTo(1L);
        assertThat(database.value("select count(*) from order_summary")).isNotNull();
        assertThat(database.value("select count(*) from projection_checkpoint c join readside.generation g using (name)"
                        + " where g.active and g.position > 0 and c.commit_pos = 0"))
                .as("a view that shows what is not active")
                .isEqualTo(0L);
    }

    /** Both versions are what a clean replay makes, or are gone. */
    private void requireRight() {
        await(
                () -> store.reads().serving(Versions.NEW).checkpoint().covers(head)
                        ? Optional.of(true)
                        : Optional.empty(),
                "the head");
        assertThat(Set.copyOf(
                        store.reads().rows(Versions.NEW, Integer.MAX_VALUE).value()))
                .isEqualTo(Set.copyOf(history.replay(Versions.NEW).values()));
        Projection<?> old = Versions.OLD;
        if (store.reads().serving(old).version() == old.version()) {
            assertThat(Set.copyOf(
                            store.reads().rows(Versions.OLD, Integer.MAX_VALUE).value()))
                    .isEqualTo(Set.copyOf(history.replay(Versions.OLD).values()));
        }
    }
}
