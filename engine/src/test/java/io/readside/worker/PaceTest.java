package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.worker.BareFeed.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.memory.MemoryLog;
import io.readside.worker.WorkerSettings.Means;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rebuild beside live traffic, by a clock of the test's own. */
class PaceTest {

    private static final Duration WORK = Duration.ofMillis(10);

    private final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    private final List<Duration> rests = new ArrayList<>();
    private long now;
    private int opened;
    private long place;

    private Pace pace(double share) {
        return new Pace(log, share, rests::add, () -> now);
    }

    private void append() {
        Bank.append(log, new Opened("" + opened++, "ann"));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void work(Pace pace, Duration time) throws InterruptedException {
        work(pace, time, 1_000);
    }

    /** @param events that it gets on by */
    private void work(Pace pace, Duration time, int events) throws InterruptedException {
        pace.begin();
        pass(time);
        place += events;
        pace.rest(Position.of(place));
    }

    private Duration lastRest() {
        return rests.get(rests.size() - 1);
    }

    @Test
    void nobody_rests_while_nothing_is_appended() throws Exception {
        append();
        Pace pace = pace(0.25);

        work(pace, WORK);
        work(pace, WORK);

        assertThat(rests).isEmpty();
        assertThat(pace.page(5_000)).isEqualTo(5_000);
        assertThat(pace.batch(5_000)).isEqualTo(5_000);
    }

    @Test
    void beside_appends_the_rest_leaves_the_share_and_pieces_are_small() throws Exception {
        Pace pace = pace(0.25);
        work(pace, WORK);
        append();
        work(pace, WORK);

        assertThat(rests).containsExactly(WORK.multipliedBy(3));
        assertThat(pace.page(5_000)).isEqualTo(250);
        assertThat(pace.page(10)).isEqualTo(10);
        assertThat(pace.batch(5_000)).isEqualTo(1_000);
    }

    @Test
    void a_rest_is_short_after_the_longest_work() throws Exception {
        Pace pace = pace(0.01);
        work(pace, WORK);
        append();
        work(pace, Duration.ofSeconds(5));

        assertThat(rests).containsExactly(Duration.ofMillis(250));
    }

    @Test
    void a_second_after_the_last_append_it_works_all_the_time_again() throws Exception {
        Pace pace = pace(0.25);
        work(pace, WORK);
        append();
        work(pace, WORK);
        pass(Duration.ofMillis(900));
        work(pace, WORK);
        int within = rests.size();
        pass(Duration.ofMillis(200));
        work(pace, WORK);

        assertThat(within).isEqualTo(2);
        assertThat(rests).hasSize(2);
        assertThat(pace.page(5_000)).isEqualTo(5_000);
    }

    @Test
    void a_share_that_does_not_outrun_the_log_grows_until_it_does_and_shrinks_again() throws Exception {
        Pace pace = pace(0.25);
        for (int i = 0; i < 6; i++) { // windows of five seconds, in which the log grows by ten
            pass(Duration.ofSeconds(6));
            for (int j = 0; j < 10; j++) {
                append();
            }
            work(pace, WORK, 5);
        }
        int pageBehind = pace.page(5_000);
        int before = rests.size();
        for (int i = 0; i < 6; i++) {
            pass(Duration.ofSeconds(6));
            append();
            work(pace, WORK, 5_000);
        }

        assertThat(rests.subList(0, before)).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(pageBehind).isEqualTo(5_000);
        assertThat(lastRest()).isEqualTo(WORK.multipliedBy(3));
    }

    @Test
    void with_the_whole_share_it_never_rests() throws Exception {
        Pace pace = pace(1);
        work(pace, WORK);
        append();
        work(pace, WORK);

        assertThat(rests).isEmpty();
    }

    @Test
    void a_feed_that_loads_keeps_the_pace_and_one_that_is_live_does_not() throws Exception {
        assertThat(restsOf(Means.LOADING)).isNotEmpty();
        assertThat(restsOf(Means.LIVE)).isEmpty();
    }

    private static List<Duration> restsOf(Means means) throws InterruptedException {
        BareFeed bench = new BareFeed();
        for (int i = 0; i < 40; i++) {
            Bank.append(bench.log, new Opened("" + i, "ann"));
        }
        Feed feed = bench.begin(BALANCES, bench.applier(BALANCES), new WorkerSettings(8, Long.MAX_VALUE, 0.25, means));
        for (int i = 40; i < 45; i++) {
            next(feed);
            Bank.append(bench.log, new Opened("" + i, "ann"));
        }
        return bench.pauses;
    }

    @Test
    void a_share_is_above_zero_and_at_most_one() {
        for (double share : new double[] {0, -0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new WorkerSettings(1, 1, share))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("" + share);
        }
    }
}
