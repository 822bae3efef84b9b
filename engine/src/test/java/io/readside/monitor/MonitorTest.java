package io.readside.monitor;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.LogProxy;
import io.readside.bank.Signals;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.LogUnavailable;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Folding.Poison;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Overview;
import io.readside.readstore.Reconciled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MonitorTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Bank.NOW);
    private final InstantSource clock = now::get;
    private final MemoryLog log = MemoryLog.create(clock);
    private final MemoryReadStore store = MemoryReadStore.atomic(clock);
    private final Generation generation = store.generations().open(BALANCES);
    private final Applier applier = store.applier(BALANCES, generation.id());
    private final Monitor monitor = new Monitor(log, store);

    private ProjectionStatus status() {
        return monitor.status().get(0);
    }

    private void applyUpTo(long position) {
        applier.apply(new Batch(
                generation.epoch(), applier.current().checkpoint(), Checkpoint.of(position), List.of(), List.of()));
    }

    @Test
    void lag_is_the_events_above_the_checkpoint_and_the_age_of_the_oldest() {
        Bank.append(log, new Opened("1", "a"));
        now.set(Bank.NOW.plusSeconds(7));
        Bank.append(log, new Opened("2", "b"), new Opened("3", "c"));
        now.set(Bank.NOW.plusSeconds(10));
        applyUpTo(1);

        assertThat(status().lag()).isEqualTo(new Backlog(Position.of(3), 2, false, Duration.ofSeconds(3)));
        assertThat(status().state()).isEqualTo("running");
    }

    @Test
    void nothing_above_the_checkpoint_is_no_lag() {
        Bank.append(log, new Opened("1", "a"));
        applyUpTo(1);
        now.set(Bank.NOW.plusSeconds(1000));

        assertThat(status().lag()).isEqualTo(Backlog.none(Position.of(1)));
    }

    @Test
    void a_clock_that_was_set_back_makes_no_negative_lag() {
        Bank.append(log, new Opened("1", "a"));
        now.set(Bank.NOW.minusSeconds(5));

        assertThat(status().lag().age()).isZero();
    }

    @Test
    void someone_should_look_at_what_is_stopped_or_too_old() {
        Bank.append(log, new Opened("1", "a"));
        now.set(Bank.NOW.plusSeconds(10));

        assertThat(status().needsAttention(Duration.ofSeconds(10))).isFalse();
        assertThat(status().needsAttention(Duration.ofSeconds(9))).isTrue();

        applier.stop(
                generation.epoch(), new Poison(Bank.stored(new Opened("1", "a")).get(0), "it fails", false));
        assertThat(status().state()).isEqualTo("stopped");
        assertThat(status().needsAttention(Duration.ofDays(1))).isTrue();
    }

    @Test
    void someone_should_look_at_what_is_paused_regressed_parked_or_due_for_a_rebuild() {
        Bank.append(log, new Opened("1", "a"));
        Duration patient = Duration.ofDays(1);

        applier.pause(generation.epoch(), "ann");
        assertThat(status().state()).isEqualTo("paused");
        assertThat(status().needsAttention(patient)).isTrue();

        applier.regress(generation.epoch(), "another log");
        assertThat(status().state()).isEqualTo("regressed");
        assertThat(status().needsAttention(patient)).isTrue();

        applier.run(generation.epoch());
        assertThat(status().needsAttention(patient)).isFalse();

        applyUpTo(1);
        store.generations().markForRebuild("balances", Position.of(1), now.get().plusSeconds(1), "it came late");
        assertThat(status().needsAttention(patient)).isTrue();
        assertThat(status().overview().rebuild()).isPresent();
    }

    @Test
    void a_materialized_view_may_be_older_by_its_schedule() {
        Bank.append(log, new Opened("1", "a"));
        now.set(Bank.NOW.plusSeconds(10));
        Overview.Refresh refresh =
                new Overview.Refresh(generation.id(), true, Bank.NOW, Duration.ofSeconds(2), Duration.ofSeconds(5));
        Overview plain = status().overview();
        ProjectionStatus view = new ProjectionStatus(
                new Overview(
                        plain.generation(), 0, Duration.ZERO, plain.lease(), plain.rebuild(), Optional.of(refresh)),
                status().lag(),
                Optional.empty(),
                Optional.empty());

        assertThat(status().needsAttention(Duration.ofSeconds(1))).isTrue();
        assertThat(view.needsAttention(Duration.ofSeconds(1))).isFalse();
        assertThat(view.needsAttention(Duration.ofMillis(999))).isTrue();
    }

    @Test
    void someone_should_look_at_drift_until_it_is_found_to_be_mended_or_replaced() {
        Duration patient = Duration.ofDays(1);

        reconcile(generation.id(), 2);
        assertThat(status().drift())
                .hasValueSatisfying(drift -> assertThat(drift.drift()).isEqualTo(2));
        assertThat(status().needsAttention(patient)).isTrue();

        reconcile(generation.id(), 0);
        assertThat(status().needsAttention(patient)).isFalse();
    }

    @Test
    void drift_of_a_generation_that_was_replaced_concerns_nobody() {
        reconcile(new GenerationId("balances", 7), 2);

        assertThat(status().drift()).isEmpty();
    }

    private void reconcile(GenerationId of, long drift) {
        store.reconciliations()
                .note(new Reconciled(of, "whole", Position.of(1), Bank.NOW, Duration.ofSeconds(1), 5, drift, "{}"));
    }

    @Test
    void a_lag_record_is_one_line_of_json() {
        Instant time = Instant.parse("2026-01-02T03:04:05.678901Z");

        assertThat(new LagRecord(time, "balances", Duration.ofMillis(1500), 3, false).toJson())
                .isEqualTo("{\"time\":\"2026-01-02T03:04:05.678Z\",\"projection_name\":\"balances\","
                        + "\"lag_seconds\":1.5,\"lag_events\":3}");
        assertThat(new LagRecord(time, "balances", Duration.ZERO, 20_000, true).toJson())
                .endsWith("\"lag_seconds\":0.0,\"lag_events\":20000,\"estimated\":true}");
    }

    @Test
    void a_report_goes_on_after_one_that_failed() {
        AtomicInteger calls = new AtomicInteger();
        EventLog failingOnce = new LogProxy(log) {
            @Override
            public Backlog backlog(Position after) {
                if (calls.incrementAndGet() == 1) {
                    throw new LogUnavailable("away", null);
                }
                return super.backlog(after);
            }
        };
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        try (LagReporter reporter = new LagReporter(new Monitor(failingOnce, store), clock, lines::add)) {
            reporter.start(Duration.ofMillis(1));

            assertThat(Signals.next(lines))
                    .contains("\"projection_name\":\"balances\"")
                    .doesNotContain("\n");
        }
    }
}
