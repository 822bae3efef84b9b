package io.readside.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sample in which nothing was wrong says of the rest. */
class ConfidenceTest {

    @ParameterizedTest
    @CsvSource({"300, 0.95, 0.00994", "300, 0.99, 0.01523", "3000, 0.95, 0.000998", "1, 0.95, 0.95"})
    void the_share_is_that_of_which_so_large_a_sample_finds_one_in_so_many_cases(
            int keys, double confidence, double share) {
        assertThat(new Confidence(keys).share(confidence)).isCloseTo(share, within(share / 100));
    }

    /** By drawing: of read models in which just so many keys are wrong, samples of this size miss all in 5 of 100 cases. */
    @ParameterizedTest
    @CsvSource({"50, 11", "200, 12", "500, 13"})
    void drawn_samples_miss_as_often_as_is_said(int keys, long seed) {
        double share = new Confidence(keys).share(0.95);
        SplittableRandom random = new SplittableRandom(seed);
        int cases = 20_000;
        int missed = 0;
        for (int i = 0; i < cases; i++) {
            boolean found = false;
            for (int key = 0; key < keys && !found; key++) {
                found = random.nextDouble() < share;
            }
            missed += found ? 0 : 1;
        }

        assertThat(missed / (double) cases).as("seed %d", seed).isCloseTo(0.05, within(0.01));
    }
}
