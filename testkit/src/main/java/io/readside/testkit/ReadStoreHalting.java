package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.projection.Folding.Poison;
import io.readside.readstore.Applier;
import io.readside.readstore.RunState;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** How a read model is said to stay where it is, and to go on. */
interface ReadStoreHalting extends StoreFixture {

    @Test
    default void a_pause_is_recorded_where_readers_see_it() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.apply(0, 3);

        counters.applier().pause(counters.generation().epoch(), "an operator");

        assertThat(counters.now().state()).isInstanceOfSatisfying(RunState.Paused.class, paused -> {
            assertThat(paused.by()).isEqualTo("an operator");
            assertThat(paused.since())
                    .isBetween(Instant.now().minusSeconds(3600), Instant.now().plusSeconds(3600));
        });
        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(3));
        assertThat(counters.applier().current()).isEqualTo(counters.now());
        assertThat(counters.overview().generation()).isEqualTo(counters.now());
    }

    @Test
    default void a_log_that_is_another_one_is_recorded_where_readers_see_it() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.apply(0, 3);

        counters.applier().regress(counters.generation().epoch(), "the log ends at position 2");

        assertThat(counters.now().state()).isInstanceOfSatisfying(RunState.Regressed.class, regressed -> {
            assertThat(regressed.reason()).isEqualTo("the log ends at position 2");
            assertThat(regressed.since())
                    .isBetween(Instant.now().minusSeconds(3600), Instant.now().plusSeconds(3600));
        });
        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(3));
        assertThat(counters.overview().generation()).isEqualTo(counters.now());
    }

    @Test
    default void whatever_halted_it_a_read_model_runs_again_when_told_to() {
        for (BiConsumer<Applier, Long> halt : halts()) {
            Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
            halt.accept(counters.applier(), counters.generation().epoch());
            RunState halted = counters.now().state();

            counters.applier().run(counters.generation().epoch());

            assertThat(halted).isNotEqualTo(new RunState.Running());
            assertThat(counters.now().state()).isEqualTo(new RunState.Running());
        }
    }

    @Test
    default void a_paused_read_model_runs_again_after_the_next_batch() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.applier().pause(counters.generation().epoch(), "an operator");

        counters.apply(0, 5);

        assertThat(counters.now().state()).isEqualTo(new RunState.Running());
    }

    @Test
    default void a_read_model_of_another_log_stays_so_until_it_is_told_to_run() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.applier().regress(counters.generation().epoch(), "the log is empty");
        RunState regressed = counters.now().state();

        counters.applier().pause(counters.generation().epoch(), "an operator");
        counters.applier()
                .stop(counters.generation().epoch(), new Poison(Opened.event(5), "it cannot be applied", false));
        counters.apply(0, 6);

        assertThat(counters.now().state()).isEqualTo(regressed).isInstanceOf(RunState.Regressed.class);
    }

    @Test
    default void a_worker_of_another_epoch_neither_halts_a_read_model_nor_sets_it_going() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        long epoch = counters.generation().epoch();
        for (BiConsumer<Applier, Long> halt : halts()) {
            halt.accept(counters.applier(), epoch + 1);
        }
        RunState running = counters.now().state();
        counters.applier().pause(epoch, "an operator");

        counters.applier().run(epoch + 1);

        assertThat(running).isEqualTo(new RunState.Running());
        assertThat(counters.now().state()).isInstanceOf(RunState.Paused.class);
    }

    @Test
    default void a_halt_survives_a_crash() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        counters.applier().pause(counters.generation().epoch(), "an operator");
        RunState paused = counters.now().state();

        StoreFixture.crash(store, counters);
        store.restart();

        assertThat(Opened.in(store, COUNTERS).generation().state()).isEqualTo(paused);
    }

    private static List<BiConsumer<Applier, Long>> halts() {
        return List.of(
                (applier, epoch) -> applier.pause(epoch, "an operator"),
                (applier, epoch) -> applier.regress(epoch, "the log is empty"),
                (applier, epoch) -> applier.stop(epoch, new Poison(Opened.event(5), "it cannot be applied", false)));
    }
}
