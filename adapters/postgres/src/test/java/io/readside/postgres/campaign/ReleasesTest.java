package io.readside.postgres.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.projection.Projection;
import io.readside.readstore.ProjectionMismatch;
import io.readside.testkit.orders.Orders;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two releases of an application at one database at the same time. */
class ReleasesTest {

    private static final List<Projection<?>> BEFORE = List.of(Ledger.LEDGER);
    private static final List<Projection<?>> AFTER = List.of(Ledger.LEDGER, Orders.CUSTOMER_TOTALS);

    private final long seed = Seeds.next();

    @Test
    void a_release_with_one_more_read_model_takes_over_while_both_run() {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, AFTER)) {
            Worker older = scene.start(Worker.plan(), BEFORE);
            scene.append(50);
            Worker newer = scene.start(Worker.plan());
            scene.append(50);
            scene.settle(newer);

            older.close();
            scene.append(50);

            assertThat(scene.settle(newer).events()).isEqualTo(150);
        }
    }

    @Test
    void a_release_with_a_version_that_does_not_say_what_it_replaces_is_refused_and_the_older_one_goes_on() {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, BEFORE)) {
            Worker older = scene.start(Worker.plan());
            scene.append(50);
            scene.settle(older);

            assertThatThrownBy(() -> scene.start(Worker.plan(), List.of(Ledger.ledger(2))))
                    .isInstanceOf(ProjectionMismatch.class)
                    .hasMessageContaining("replaces");
            scene.append(50);

            assertThat(scene.settle(older).events()).isEqualTo(100);
        }
    }
}
