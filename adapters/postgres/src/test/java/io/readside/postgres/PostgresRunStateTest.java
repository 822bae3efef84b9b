package io.readside.postgres;

import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.poison;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.readstore.RunState;
import org.junit.jupiter.api.Test;

/** What keeps a projection from going on, and for how long. */
class PostgresRunStateTest extends TallyScene {

    @Test
    void what_is_in_the_way_is_one_thing_at_a_time() {
        applier.stop(1, poison(5));
        applier.pause(1, "ops\0");
        RunState paused = applier.current().state();
        applier.stop(1, poison(5));
        RunState stopped = applier.current().state();
        applier.pause(1, "ops");
        applier.apply(batch(0, 1));
        RunState afterBatch = applier.current().state();

        assertThat(paused)
                .isInstanceOfSatisfying(
                        RunState.Paused.class, p -> assertThat(p.by()).isEqualTo("ops"));
        assertThat(stopped).isInstanceOf(RunState.Stopped.class);
        assertThat(afterBatch).isInstanceOf(RunState.Running.class);
    }

    @Test
    void another_log_weighs_more_than_a_stop_or_a_pause_and_stays_until_it_is_mended() {
        applier.regress(1, "log B");
        applier.stop(1, poison(5));
        applier.pause(1, "ops");
        applier.apply(batch(0, 1));
        RunState regressed = applier.current().state();

        applier.run(1);

        assertThat(regressed)
                .isInstanceOfSatisfying(
                        RunState.Regressed.class, r -> assertThat(r.reason()).isEqualTo("log B"));
        assertThat(applier.current().state()).isInstanceOf(RunState.Running.class);
    }

    @Test
    void a_stop_is_not_recorded_once_another_worker_is_past_it() {
        applier.apply(batch(0, 10));

        applier.stop(1, poison(10));
        RunState afterLate = applier.current().state();
        applier.stop(1, poison(11));
        RunState afterTimely = applier.current().state();
        applier.apply(batch(10, 11));

        assertThat(afterLate).isInstanceOf(RunState.Running.class);
        assertThat(afterTimely).isInstanceOf(RunState.Stopped.class);
        assertThat(applier.current().state()).isInstanceOf(RunState.Running.class);
    }
}
