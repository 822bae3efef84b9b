package io.readside.cli;

import static io.readside.cli.StandIn.ORDERS;
import static io.readside.cli.StandIn.SECOND;
import static io.readside.cli.StandIn.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.cli.StandIn.Order;
import io.readside.cli.StandIn.OrderPlaced;
import io.readside.consistency.Answer;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The commands as an operator uses them, on a running process. */
@Timeout(120)
@ExtendWith(PostgresExtension.class)
class RebuildEndToEndTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final FreshDatabase database;
    private final Cli cli;

    RebuildEndToEndTest(@Installed({"log", "readstore"}) FreshDatabase database) {
        this.database = database;
        this.cli = Cli.on(database);
    }

    private Readside start(Projection<?> projection) {
        return Readside.on(PostgresLog.of(database.dataSource()), PostgresReadStore.of(database.dataSource()))
                .project(projection)
                .start();
    }

    private static VersionToken place(Readside readside, int order) {
        String id = String.valueOf(order);
        return readside.append(ORDERS.stream(id), ExpectedVersion.any(), new OrderPlaced(id, order))
                .token();
    }

    private static void placeFiftyAndWait(Readside readside) {
        for (int i = 1; i < 50; i++) {
            place(readside, i);
        }
        assertThat(readside.read(SUMMARY)
                        .after(place(readside, 50))
                        .within(LONG)
                        .row("50"))
                .isInstanceOf(Answer.Fresh.class);
    }

    private String run(int exitCode, String line) {
        Cli.Outcome outcome = cli.run(line.split(" "));
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(exitCode);
        return outcome.out() + outcome.err();
    }

    @Test
    void a_read_model_is_built_anew_swapped_taken_back_and_swapped_for_good() throws SQLException {
        try (Readside readside = start(SUMMARY)) {
            placeFiftyAndWait(readside);

            assertThat(run(0, "rebuild order_summary"))
                    .contains("is verified: blue has 50 rows, green 50", "Swap: ./readside swap order_summary");
            assertThat(run(0, "swap order_summary")).contains("./readside rollback order_summary");
            assertThat(run(0, "status order_summary --max-lag 1d"))
                    .contains("was swapped", "is kept 0 events behind. Back:");
            assertThat(run(0, "rollback order_summary")).contains("order_summary__g2");
            assertThat(run(0, "rebuild order_summary --swap")).contains("is verified", "swapped");
            assertThat(run(0, "drop order_summary")).contains("order_summary__g1");

            VersionToken token = place(readside, 51);
            assertThat(readside.read(SUMMARY).after(token).within(LONG).row("51"))
                    .isEqualTo(new Answer.Fresh<>(Optional.of(new Order("51", 51)), token.position(), 0));
            assertThat(database.value("select count(*) from pg_tables where tablename like 'order_summary\\_\\_g1%'"))
                    .isEqualTo(0L);
            assertThat(run(1, "rollback order_summary")).contains("order_summary");
        }
    }

    @Test
    void a_new_version_is_planned_then_built_and_read_once_it_is_swapped() {
        try (Readside first = start(SUMMARY)) {
            placeFiftyAndWait(first);
        }
        try (Readside second = start(SECOND)) {
            assertThat(run(0, "status --max-lag 1d"))
                    .contains("order_summary__g2, version 2, is planned", "50 events left", "(estimated)");

            assertThat(run(0, "rebuild order_summary --swap")).contains("order_summary__g2, version 2, is verified");
            assertThat(second.read(SECOND).row("50")).isInstanceOf(Answer.Fresh.class);
            assertThat(second.read(SUMMARY).row("50")).isInstanceOf(Answer.Fresh.class);
        }
    }

    @Test
    void what_differs_is_shown_and_a_rebuild_can_be_given_up() {
        FoldProjection<Order> wrong = Projection.named("order_summary", Order.class)
                .version(2)
                .replaces(SUMMARY)
                .from(ORDERS)
                .keyedBy(OrderPlaced::orderId)
                .put(OrderPlaced.class, (row, e) -> new Order(e.orderId(), e.cents() == 7 ? 8 : e.cents()))
                .build();
        try (Readside first = start(SUMMARY)) {
            placeFiftyAndWait(first);
        }
        try (Readside second = start(wrong)) {
            assertThat(run(3, "rebuild order_summary"))
                    .contains("1 key differs as nobody has declared:", "  7  cents      7      8");
            assertThat(run(3, "status --max-lag 1d")).contains("differs: ", "./readside abort order_summary");
            assertThat(run(3, "swap order_summary")).contains("Declare the difference");
            assertThat(run(0, "abort order_summary")).contains("given up");
            assertThat(second.read(SUMMARY).row("7")).isInstanceOf(Answer.Fresh.class);
        }
    }

    @Test
    void drift_is_found_explained_and_repaired() throws SQLException {
        try (Readside readside = start(SUMMARY)) {
            placeFiftyAndWait(readside);
            assertThat(run(0, "reconcile order_summary")).contains("no drift");

            database.execute("update order_summary__g1 set cents = 1000 where order_id = '7'");
            database.execute("delete from order_summary__g1 where order_id = '9'");

            assertThat(run(3, "reconcile order_summary"))
                    .containsPattern("7 +cents +1000 +7\n")
                    .containsPattern("9 +\\(row\\) +\\(none\\) +order_id=9, cents=9\n");
            assertThat(run(3, "status --max-lag 1d")).contains("2 findings. Look again: ./readside reconcile");
            assertThat(run(3, "why order_summary 7")).contains("1000", "<- differs", "OrderPlaced v1", "order-7@0");
            assertThat(run(1, "why order_summary 777")).contains("777");
            assertThat(run(0, "rebuild order_summary --key 7")).contains("1 key was projected anew");
            assertThat(run(0, "reconcile order_summary --repair --json")).contains("\"repaired\":1", "\"drift\":0");
            assertThat(run(0, "status --max-lag 1d")).doesNotContain("findings");
            assertThat(run(0, "reconcile order_summary --from 1 --to 5")).contains("no drift");
            assertThat(run(0, "reconcile order_summary --sample 10 --seed 1")).contains("seed 1");
            assertThat(database.value("select sum(cents)::bigint from order_summary"))
                    .isEqualTo(50L * 51 / 2);
        }
    }
}
