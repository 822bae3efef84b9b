package io.readside.postgres.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.postgres.PostgresSchema;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.readstore.Compared;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import io.readside.testkit.orders.OrderHistory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Version 2 of a read model with another record, beside version 1, under load. */
@ExtendWith(PostgresExtension.class)
@Timeout(180)
class RolloutTest {

    private static final List<Act> TO_AND_FRO =
            List.of(new Act.Swap(SwapMode.REPLACE), new Act.Rollback(), new Act.Swap(SwapMode.REPLACE));

    /** Promised is half a second; the rest is for machines that do other work. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final long seed = Long.getLong(OrderHistory.SEED_PROPERTY, System.nanoTime());
    private FreshDatabase database;

    @BeforeEach
    void seed(@Installed({PostgresSchema.LOG, PostgresSchema.READ_STORE}) FreshDatabase fresh) {
        database = fresh;
        System.out.println("seed " + seed + " (again with -D" + OrderHistory.SEED_PROPERTY + "=" + seed + ")");
    }

    @Test
    void nobody_is_told_anything_wrong_from_the_deployment_to_the_second_swap() throws Exception {
        try (Rollout rollout = new Rollout(database, seed)) {
            rollout.past(300);
            Readside old = rollout.start(Versions.OLD);
            rollout.write();
            rollout.read(old, Versions.OLD);
            rollout.letReadersRead(20);
            rollout.readTheView();
            Readside young = rollout.start(Versions.NEW);
            rollout.await(State.PLANNED);
            Snapshot early = new Snapshot(old);
            rollout.thread("reader in an old snapshot", early);
            early.awaitBegun();

            rollout.done(young, new Act.StartRebuild(false));
            rollout.await(State.VERIFIED);
            rollout.read(young, Versions.NEW);
            rollout.letReadersRead(50);
            int before = rollout.visible().count();
            for (Act act : TO_AND_FRO) {
                rollout.done(young, act);
                rollout.letReadersRead(200);
                if (act instanceof Act.Rollback) {
                    rollout.await(State.VERIFIED);
                }
            }
            early.end();

            Duration longest = rollout.visible().longest(before);
            int answers = rollout.judge();
            System.out.println(answers + " answers, all right; longest wait through swap, rollback, swap "
                    + longest.toMillis() + " ms; view p99 "
                    + rollout.views().percentile(99, 0).toMillis() + " ms");
            assertThat(longest).isLessThan(LONGEST_WAIT);
        }
    }

    @Test
    void a_bug_that_version_2_mends_shows_exactly_its_rows_and_the_swap_cures_them() throws Exception {
        try (Rollout rollout = new Rollout(database, seed)) {
            rollout.past(200);
            rollout.awaitHead(rollout.start(Versions.OLD), Versions.OLD);
            List<?> wrong = database.values(
                    "select order_id from order_summary" + " where status = 'cancelled' and total_cents > 0");
            Readside young = rollout.start(Versions.MENDED);
            rollout.await(State.PLANNED);

            rollout.done(young, new Act.StartRebuild(false));
            Compared compared = rollout.await(State.VERIFIED).compared().orElseThrow();
            rollout.done(young, new Act.Swap(SwapMode.REPLACE));

            assertThat(wrong).isNotEmpty();
            assertThat(compared.unexpected()).isZero();
            assertThat(compared.expected()).isEqualTo(Map.of("total_cents", (long) wrong.size()));
            assertThat(compared.samples())
                    .extracting(difference -> difference.key().replaceAll("\\W", ""))
                    .containsExactlyInAnyOrderElementsOf(
                            wrong.stream().map(Object::toString).toList());
            assertThat(database.value(
                            "select count(*) from order_summary where status = 'cancelled' and total_cents > 0"))
                    .isEqualTo(0L);
        }
    }

    @Test
    void a_row_of_green_that_somebody_alters_between_comparison_and_swap_refuses_the_swap() throws Exception {
        try (Rollout rollout = new Rollout(database, seed)) {
            rollout.past(50);
            rollout.awaitHead(rollout.start(Versions.OLD), Versions.OLD);
            Readside young = rollout.start(Versions.NEW);
            rollout.await(State.PLANNED);
            rollout.done(young, new Act.StartRebuild(false));
            rollout.await(State.VERIFIED);

            database.execute("set session_replication_role = replica;"
                    + "update order_summary__g2 set status = 'forged' where order_id = '7'");
            Report swap = rollout.ask(young, new Act.Swap(SwapMode.REPLACE));
            Rebuild found = rollout.await(State.DIFFERS);

            assertThat(swap.done()).isFalse();
            assertThat(swap.message()).contains("[\"7\"]", "status");
            assertThat(found.compared().orElseThrow().unexpected()).isOne();
            assertThat(database.value("select generation from projection_checkpoint where name = 'order_summary'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void operators_who_want_things_at_once_are_answered_one_after_the_other() throws Exception {
        try (Rollout rollout = new Rollout(database, seed)) {
            rollout.past(50);
            rollout.awaitHead(rollout.start(Versions.OLD), Versions.OLD);
            Readside young = rollout.start(Versions.NEW);
            rollout.await(State.PLANNED);
            List<Act> acts = List.of(
                    new Act.StartRebuild(false),
                    new Act.StartRebuild(false),
                    new Act.Swap(SwapMode.REPLACE),
                    new Act.Swap(SwapMode.RENAME),
                    new Act.Rollback(),
                    new Act.PauseRebuild(),
                    new Act.ResumeRebuild(),
                    new Act.Drop(),
                    new Act.Swap(SwapMode.REPLACE),
                    new Act.Abort());

            List<CompletableFuture<Report>> reports = acts.stream()
                    .map(act -> CompletableFuture.supplyAsync(() -> rollout.ask(young, act)))
                    .toList();

            reports.forEach(report -> assertThat(
                            report.orTimeout(90, TimeUnit.SECONDS).join().message())
                    .isNotEmpty());
            assertThat(database.value("select count(*) from readside.generation where active"))
                    .isEqualTo(1L);
            assertThat(database.value(
                            "select count(*) from readside.rebuild where state not in ('dropped', 'aborted')"))
                    .isIn(0L, 1L);
            rollout.write();
            rollout.awaitFed();
        }
    }

    /** A query of a user's own in one snapshot, from before green has reached the head until after everything. */
    private static final class Snapshot implements Runnable {

        private final Readside application;
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        private final CountDownLatch over = new CountDownLatch(1);

        Snapshot(Readside application) {
            this.application = application;
        }

        @Override
        public void run() {
            Answer<List<String>> answer = application.read(Versions.OLD).query(session -> {
                List<String> seen = new ArrayList<>();
                seen.add(look(session.table(Versions.OLD), session.unwrap(Connection.class)));
                begun.complete(null);
                await();
                seen.add(look(session.table(Versions.OLD), session.unwrap(Connection.class)));
                return seen;
            });
            assertThat(answer).isInstanceOfSatisfying(Answer.Fresh.class, fresh -> {
                List<?> seen = (List<?>) fresh.value();
                assertThat(seen.get(0)).isEqualTo(seen.get(1)).asString().contains("order_summary__g1");
            });
        }

        private static String look(String table, Connection connection) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "select count(*), md5(string_agg(t::text, '' order by order_id)) from " + table + " t")) {
                row.next();
                return table + " " + row.getLong(1) + " " + row.getString(2);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private void await() {
            try {
                assertThat(over.await(120, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void awaitBegun() {
            begun.orTimeout(60, TimeUnit.SECONDS).join();
        }

        void end() {
            over.countDown();
        }
    }
}
