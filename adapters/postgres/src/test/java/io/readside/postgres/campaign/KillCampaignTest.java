package io.readside.postgres.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.campaign.KillCampaign.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The same kills for a build and, in the long campaign, for as long as it is told. */
class KillCampaignTest {

    private final long seed = Long.getLong("campaign.seed", System.nanoTime());

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    @Timeout(180)
    void some_kills_lose_double_and_tear_nothing() {
        Report report = run(Duration.ofSeconds(1), kills -> kills < 4);

        assertThat(report.verdict().events()).isPositive();
    }

    @Test
    @Tag("campaign")
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void many_kills_lose_double_and_tear_nothing_and_cost_six_seconds_each() {
        Report byDefault = run(Duration.ofSeconds(5), forHalfOfTheTime());
        run(Duration.ofSeconds(1), forHalfOfTheTime());

        assertThat(byDefault.longest()).as("%s", byDefault).isLessThanOrEqualTo(Duration.ofSeconds(6));
    }

    private static Predicate<Integer> forHalfOfTheTime() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30L * Long.getLong("campaign.minutes", 30));
        return kills -> System.nanoTime() - end < 0;
    }

    private Report run(Duration leaseTerm, Predicate<Integer> goesOn) {
        System.out.println(
                "kills, lease of " + leaseTerm + ": seed " + seed + " (again with -Dcampaign.seed=" + seed + ")");
        Report report = new KillCampaign(folder.resolve("workers.log"), seed, leaseTerm, goesOn).run();
        System.out.println("kills, lease of " + leaseTerm + ": " + report);
        return report;
    }
}
