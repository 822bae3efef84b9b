package io.readside.examples.orders;

import io.readside.examples.orders.RunningOrders.Application;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningOrders.Extension.class)
class ReadModelsTest {

    private final RunningOrders orders;

    ReadModelsTest(RunningOrders orders) {
        this.orders = orders;
    }

    @Test
    void each_read_model_equals_a_clean_replay_of_the_log() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        try (Application app = orders.another()) {
            Load load = new Load(app.api(), new Random(seed));
            for (int i = 0; i < 300; i++) {
                load.step();
            }

            Replay.assertEqualToTheReadModels(app.jdbc());
        }
    }
}
