package io.readside.postgres.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class CutsTest {

    private final long seed = Seeds.next();

    @Test
    void a_batch_that_is_cut_at_any_of_its_round_trips_is_applied_once() {
        long cuts = Cuts.atEachRoundTrip(Defect.NONE, seed);

        assertThat(cuts)
                .as("a batch of the SQL form has 3 round trips, one of a fold 5")
                .isGreaterThanOrEqualTo(16);
    }

    @Test
    void a_batch_whose_outcome_is_unknown_is_applied_once() throws Exception {
        Cuts.withUnknownOutcome(Defect.NONE, seed);
    }

    @Test
    void random_cuts_lose_double_and_tear_nothing() throws Exception {
        Verdict verdict = Cuts.atRandom(Site.together(Servers.shared()), Defect.NONE, seed, 2, 100);

        assertThat(verdict.events()).isPositive();
    }

    @Test
    void random_cuts_between_two_databases_lose_double_and_tear_nothing() throws Exception {
        Verdict verdict = Cuts.atRandom(Site.apart(Servers.shared(), Servers.shared()), Defect.NONE, seed, 2, 100);

        assertThat(verdict.events()).isPositive();
    }

    @Test
    void two_workers_on_one_read_model_apply_each_event_once() throws Exception {
        Cuts.ofNothingButTwoWorkers(Defect.NONE, seed);
    }
}
