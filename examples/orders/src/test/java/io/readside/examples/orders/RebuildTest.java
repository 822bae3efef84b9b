package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Operations;
import io.readside.Readside;
import io.readside.examples.orders.Api.Reply;
import io.readside.examples.orders.RunningOrders.Application;
import io.readside.examples.orders.demo.Traffic;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Read models are built anew while orders come in, and what was built on them goes on. */
@Timeout(300)
@ExtendWith(RunningOrders.Extension.class)
class RebuildTest {

    private static final List<String> NAMES =
            List.of("order_summary", "warehouse_pick_list", "customer_totals", "customer_order_history");
    private static final Duration UNATTENDED = Duration.ofSeconds(10);

    private final RunningOrders orders;

    RebuildTest(RunningOrders orders) {
        this.orders = orders;
    }

    @Test
    void every_read_model_is_built_anew_swapped_and_taken_back_and_equals_a_clean_replay() throws InterruptedException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        try (Application app = orders.another()) {
            Load load = new Load(app.api(), new Random(seed));
            for (int i = 0; i < 100; i++) {
                load.step();
            }
            Operations operations = app.bean(Readside.class).operations();
            for (String name : NAMES) {
                swapIn(operations, name);
                load.step();
            }
            Replay.assertEqualToTheReadModels(app.jdbc());

            for (String name : NAMES) {
                act(operations, name, new Act.Rollback());
                load.step();
            }
            Replay.assertEqualToTheReadModels(app.jdbc());
        }
    }

    @Test
    void what_the_article_shows_goes_on_over_a_swap() throws IOException, InterruptedException {
        String reconcile = ArticleText.piece("reconcile.sql");
        try (Application app = orders.another();
                Traffic traffic = Traffic.start(app.api().url(), 20)) {
            Reply before = app.api().place("before");
            swapIn(app.bean(Readside.class).operations(), "order_summary");
            Reply after = app.api().place("after");

            for (Reply placed : List.of(before, after)) {
                Reply read = app.api().get("/orders/" + placed.orderId() + "?after=" + placed.version());
                while (read.body().has("consistencyPending")) {
                    read = app.api().get("/orders/" + placed.orderId() + "?after=" + placed.version());
                }
                assertThat(read.status()).isEqualTo(200);
                assertThat(app.jdbc()
                                .queryForObject(
                                        "select count(*) from order_events_placed where order_id = ?",
                                        Long.class,
                                        placed.orderId()))
                        .isEqualTo(1);
            }
            assertThat(app.jdbc().queryForList(reconcile)).isEmpty();
            assertThat(app.jdbc()
                            .queryForObject(
                                    "select generation from projection_checkpoint where name = 'order_summary'",
                                    Integer.class))
                    .isEqualTo(2);
        }
    }

    private static void swapIn(Operations operations, String name) throws InterruptedException {
        act(operations, name, new Act.StartRebuild(false));
        Rebuild rebuild;
        do {
            rebuild = operations.rebuild(name).orElseThrow();
        } while (rebuild.state() != State.VERIFIED && rebuild.state() != State.DIFFERS);
        assertThat(rebuild.state()).as(rebuild.note()).isEqualTo(State.VERIFIED);
        act(operations, name, new Act.Swap(SwapMode.REPLACE));
    }

    private static void act(Operations operations, String name, Act act) throws InterruptedException {
        Intent asked = operations.submit(name, act, "test");
        Intent.Report report = operations.await(asked, UNATTENDED, () -> {});
        assertThat(report.done()).as(report.message()).isTrue();
    }
}
