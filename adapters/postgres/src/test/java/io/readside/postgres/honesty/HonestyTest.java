package io.readside.postgres.honesty;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.honesty.Told.Arm;
import io.readside.postgres.honesty.Told.Way;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that write and read while everything happens to what they read; what they were told is held against the log. */
class HonestyTest {

    private static final long READS_IN_A_BUILD = 20_000;

    /** At one database, so that what is kept until it is judged has room. */
    private static final long READS_AT_ONCE = 50_000;

    private final long seed = Long.getLong("campaign.seed", System.nanoTime());

    @Test
    @Timeout(180)
    void nobody_is_told_anything_stale_as_current_and_nobody_hangs() throws Exception {
        sayTheSeed();

        require(History.of(Mistake.NONE, seed, READS_IN_A_BUILD));
    }

    @Test
    @Tag("campaign")
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void of_a_million_answers_none_is_stale_and_presented_as_current() throws Exception {
        sayTheSeed();
        Random random = new Random(seed);
        long reads = Long.getLong("campaign.reads", 1_000_000);
        long begun = System.nanoTime();

        for (long done = 0; done < reads; ) {
            History.Report report = History.of(Mistake.NONE, random.nextLong(), Math.min(READS_AT_ONCE, reads - done));
            done += report.judge().total();
            System.out.println("reads: " + done + " after " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)
                    + " s; last " + report);
            require(report);
        }
    }

    private void sayTheSeed() {
        System.out.println("reads: seed " + seed + " (again with -Dcampaign.seed=" + seed + ")");
    }

    private static void require(History.Report report) {
        System.out.println(report);
        assertThat(report.judge().wrong()).isEmpty();
        assertThat(report.freshAfterWaiting()).isPositive();
        assertThat(Arm.values())
                .filteredOn(arm -> arm != Arm.FAILED)
                .allSatisfy(arm ->
                        assertThat(report.judge().count(arm)).as("%s", arm).isPositive());
        assertThat(Way.values())
                .allSatisfy(way ->
                        assertThat(report.judge().count(way)).as("%s", way).isPositive());
        assertThat(report.kills()).isPositive();
        assertThat(report.swaps()).isGreaterThan(1);
        assertThat(report.rollbacks()).isPositive();
        assertThat(report.retries()).isPositive();
    }
}
