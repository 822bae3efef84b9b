package io.readside.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.event.Position;
import io.readside.projection.MaterializedView;
import io.readside.readstore.Staleness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefreshScheduleTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final RefreshSchedule everyMinute = new RefreshSchedule(totals().build());
    private final RefreshSchedule andHourly =
            new RefreshSchedule(totals().atLeastEvery(HOUR).build());

    private static MaterializedView.Builder totals() {
        return MaterializedView.named("totals", Bank.BALANCES)
                .statements("create …")
                .atMostEvery(MINUTE);
    }

    private static Staleness still(Duration age) {
        return new Staleness(false, Position.of(9), false, false, age, Duration.ofSeconds(1));
    }

    private static Staleness moved(Duration age, Duration took) {
        return new Staleness(false, Position.of(9), true, false, age, took);
    }

    @Test
    void a_view_whose_source_has_moved_is_due_when_it_has_rested() {
        assertThat(everyMinute.untilDue(moved(Duration.ofSeconds(20), Duration.ofSeconds(1))))
                .contains(Duration.ofSeconds(40));
        assertThat(everyMinute.untilDue(moved(MINUTE, Duration.ofSeconds(1)))).contains(Duration.ZERO);
        assertThat(everyMinute.untilDue(moved(HOUR, Duration.ofSeconds(1)))).contains(Duration.ZERO);
    }

    @Test
    void a_view_rests_for_as_long_as_its_refresh_took() {
        Duration took = Duration.ofMinutes(5);

        assertThat(everyMinute.untilDue(moved(Duration.ofMinutes(2), took))).contains(Duration.ofMinutes(3));
        assertThat(everyMinute.untilDue(moved(took, took))).contains(Duration.ZERO);
    }

    @Test
    void a_view_whose_source_stands_still_is_never_due_unless_it_says_so() {
        assertThat(everyMinute.untilDue(still(Duration.ofDays(9)))).isEmpty();
        assertThat(andHourly.untilDue(still(Duration.ofMinutes(59)))).contains(MINUTE);
        assertThat(andHourly.untilDue(still(HOUR))).contains(Duration.ZERO);
    }

    @Test
    void a_source_that_is_another_generation_makes_a_view_due_at_once() {
        Staleness swapped = new Staleness(false, Position.of(9), false, true, Duration.ZERO, Duration.ofMinutes(5));

        assertThat(everyMinute.untilDue(swapped)).contains(Duration.ZERO);
    }

    @Test
    void a_view_that_is_paused_is_never_due() {
        Staleness paused = new Staleness(true, Position.of(9), true, true, HOUR, Duration.ZERO);

        assertThat(andHourly.untilDue(paused)).isEmpty();
    }

    @Test
    void a_clock_that_was_set_back_does_not_prolong_a_rest() {
        assertThat(everyMinute.untilDue(moved(Duration.ofDays(-1), Duration.ofSeconds(1))))
                .contains(Duration.ZERO);
        assertThat(everyMinute.untilDue(still(Duration.ofDays(-1)))).isEmpty();
    }
}
