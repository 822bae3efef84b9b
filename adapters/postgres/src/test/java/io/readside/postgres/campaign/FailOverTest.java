package io.readside.postgres.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.campaign.WorkerMain.Planted;
import io.readside.testkit.orders.OrderHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long read models stand still when their owner is gone. Three times, since a build may meet a busy machine: the median
 * after kills; the shortest after graceful ends, which no lease that has to run out can come to. The long campaign, which
 * should have its machine to itself, looks at the longest of many kills.
 */
@Timeout(180)
class FailOverTest {

    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(5);

    private final long seed = Long.getLong(OrderHistory.SEED_PROPERTY, System.nanoTime());

    @TempDir
    private Path folder;

    @Test
    void after_a_kill_another_takes_over_within_six_seconds() {
        List<Duration> failOvers = failOvers(DEFAULT_LEASE, 3, ProcessScene::kill);

        assertThat(failOvers.get(1)).as("%s", failOvers).isLessThanOrEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void after_a_graceful_end_another_takes_over_within_a_second() {
        List<Duration> handOvers = failOvers(DEFAULT_LEASE, 3, ProcessScene::terminate);

        assertThat(handOvers.get(0)).as("%s", handOvers).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_lease_that_outlives_its_owner_for_too_long_is_found_by_the_time_that_a_kill_costs() {
        List<Duration> failOvers = failOvers(Duration.ofSeconds(9), 1, ProcessScene::kill);

        assertThat(failOvers.get(0)).isGreaterThan(Duration.ofSeconds(6));
    }

    private List<Duration> failOvers(
            Duration leaseTerm, int times, BiFunction<ProcessScene, WorkerProcess, Duration> end) {
        System.out.println("seed " + seed + " (again with -D" + OrderHistory.SEED_PROPERTY + "=" + seed + ")");
        Path log = folder.resolve("workers.log");
        try (ProcessScene scene = ProcessScene.begin(log, seed, leaseTerm, Planted.NONE, times + 1)) {
            List<Duration> failOvers = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                failOvers.add(end.apply(scene, scene.owner()));
            }
            scene.settle();
            return failOvers.stream().sorted().toList();
        }
    }
}
