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

/** Worker processes are killed: kill -9, at each place of a batch and at moments that nobody chose. */
@Timeout(180)
class KillTest {

    private static final Duration SHORT_LEASE = Duration.ofSeconds(1);
    private static final List<Place> PLACES =
            List.of(Place.BEFORE_BEGIN, Place.AFTER_CHECKPOINT, Place.BEFORE_COMMIT, Place.AFTER_COMMIT);

    private final long seed = Long.getLong(OrderHistory.SEED_PROPERTY, System.nanoTime());

    @TempDir
    private Path folder;

    @Test
    void a_process_killed_at_any_place_of_a_batch_loses_doubles_and_tears_nothing() {
        try (ProcessScene scene = begin(Planted.NONE, 3)) {
            for (Place place : PLACES) {
                scene.crew().awaitReady();
                scene.kill(scene.standStill(place));
                scene.join();
            }

            scene.settle();
        }
    }

    @Test
    void a_checkpoint_committed_before_its_rows_is_found_by_a_kill_between_the_two() {
        try (ProcessScene scene = begin(Planted.CHECKPOINT_FIRST, 2)) {
            scene.kill(scene.standStill(Place.AFTER_CHECKPOINT));

            assertThat(scene.judge().lost()).as("seed %s", seed).isPositive();
        }
    }

    /** The same defect where nothing is killed: all that came to be judged is in order in the end. */
    @Test
    void a_checkpoint_committed_before_its_rows_is_found_by_nothing_else() {
        try (ProcessScene scene = begin(Planted.CHECKPOINT_FIRST, 1)) {
            scene.awaitBatches(scene.owner(), 20);

            scene.judge().require();
        }
    }

    private ProcessScene begin(Planted planted, int workers) {
        System.out.println("seed " + seed + " (again with -D" + OrderHistory.SEED_PROPERTY + "=" + seed + ")");
        return ProcessScene.begin(folder.resolve("workers.log"), seed, SHORT_LEASE, planted, workers);
    }
}
