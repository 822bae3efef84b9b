package io.readside.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pauses between attempts. */
class BackoffTest {

    private static List<Duration> pauses(Backoff backoff, int attempts) {
        return Stream.generate(backoff::next).limit(attempts).toList();
    }

    @Test
    void pauses_are_half_of_what_is_due_at_least_which_doubles_from_50_ms_up_to_5_s() {
        List<Integer> due = List.of(50, 100, 200, 400, 800, 1600, 3200, 5000, 5000);

        List<Duration> pauses = pauses(new Backoff(7), due.size());

        assertThat(pauses)
                .zipSatisfy(
                        due,
                        (pause, millis) -> assertThat(pause)
                                .isBetween(Duration.ofMillis(millis).dividedBy(2), Duration.ofMillis(millis)));
    }

    @Test
    void whoever_has_failed_for_hours_still_tries_every_5_s() {
        Backoff backoff = new Backoff(7);

        List<Duration> pauses = pauses(backoff, 1000);

        assertThat(pauses.subList(7, 1000))
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5)));
        assertThat(backoff.attempts()).isEqualTo(1000);
    }

    @Test
    void workers_that_failed_together_do_not_come_back_together() {
        List<Duration> first = IntStream.range(0, 100)
                .mapToObj(worker -> new Backoff(worker).next())
                .toList();

        assertThat(first).doesNotHaveDuplicates();
    }

    @Test
    void after_a_success_the_pauses_begin_anew() {
        Backoff backoff = new Backoff(7);
        pauses(backoff, 8);

        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(50));
        assertThat(backoff.attempts()).isEqualTo(1);
    }
}
