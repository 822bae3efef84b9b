package io.readside.postgres.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.campaign.StandingStill.Place;
import io.readside.postgres.campaign.WorkerMain.Planted;
import io.readside.testkit.orders.OrderHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The owner stands still for longer than its lease, as in a long pause of its machine, and then goes on: a zombie. */
@Timeout(180)
class StandStillTest {

    private static final Duration SHORT_LEASE = Duration.ofSeconds(1);

    private final long seed = Long.getLong(OrderHistory.SEED_PROPERTY, System.nanoTime());

    @TempDir
    private Path folder;

    @Test
    void a_zombie_is_fenced_wherever_it_stood_still() {
        try (ProcessScene scene = begin(Planted.NONE)) {
            for (Place place :
                    List.of(Place.BEFORE_BEGIN, Place.AFTER_CHECKPOINT, Place.BEFORE_COMMIT, Place.AFTER_COMMIT)) {
                scene.outliveItsLease(scene.standStill(place));
            }

            scene.settle();
        }
    }

    @Test
    void a_checkpoint_moved_without_comparing_is_found_by_a_zombie() {
        try (ProcessScene scene = begin(Planted.UNFENCED)) {
            scene.outliveItsLease(scene.standStill(Place.BEFORE_BEGIN));

            assertThat(scene.judge().isGood()).as("seed %s", seed).isFalse();
        }
    }

    @Test
    void a_checkpoint_moved_without_comparing_is_found_by_no_kill() {
        try (ProcessScene scene = begin(Planted.UNFENCED)) {
            scene.kill(scene.standStill(Place.BEFORE_BEGIN));

            scene.judge().require();
        }
    }

    private ProcessScene begin(Planted planted) {
        System.out.println("seed " + seed + " (again with -D" + OrderHistory.SEED_PROPERTY + "=" + seed + ")");
        return ProcessScene.begin(folder.resolve("workers.log"), seed, SHORT_LEASE, planted, 2);
    }
}
