package io.readside.postgres.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.support.OwnServer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The long campaign of cuts: on one server and on two in turn, and with each the faults that take longer. */
@Tag("campaign")
class CutCampaignTest {

    private static final int ROUNDS_A_SITE = 5;
    private static final int CUTS_A_ROUND = 100;

    private final long seed = Long.getLong("campaign.seed", System.nanoTime());
    private final long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("campaign.minutes", 30));
    private final Random random = new Random(seed);

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void many_cuts_lose_double_and_tear_nothing() throws Exception {
        System.out.println("cuts: seed " + seed + " (again with -Dcampaign.seed=" + seed + ")");
        Verdict verdict = Verdict.NOTHING;
        long cuts = 0;
        try (OwnServer one = OwnServer.start();
                OwnServer other = OwnServer.start()) {
            for (int site = 0; System.nanoTime() < end; site++) {
                Site next = site % 2 == 0 ? Site.together(one) : Site.apart(one, other);
                verdict =
                        verdict.plus(Cuts.atRandom(next, Defect.NONE, random.nextLong(), ROUNDS_A_SITE, CUTS_A_ROUND));
                cuts += (long) ROUNDS_A_SITE * CUTS_A_ROUND;
                System.out.println("cuts: " + cuts + " at " + (site + 1) + " sites; " + verdict);
            }
        }

        assertThat(verdict.isGood()).as("%s", verdict).isTrue();
    }
}
