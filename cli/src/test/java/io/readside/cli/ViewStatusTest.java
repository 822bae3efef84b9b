package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Events;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A materialized view beside the other read models. */
@ExtendWith(PostgresExtension.class)
class ViewStatusTest {

    record OrderPlaced(String orderId) {}

    record Order(String orderId) {}

    private static final Projection<Order> SUMMARY = Projection.named("order_summary", Order.class)
            .from(Events.of("order", OrderPlaced.class).type(OrderPlaced.class).build())
            .keyedBy(OrderPlaced::orderId)
            .insert(OrderPlaced.class, event -> new Order(event.orderId()))
            .build();

    private static final MaterializedView TOTALS = MaterializedView.named("order_totals", SUMMARY)
            .statements(
                    "create materialized view order_totals as select 1 as one, count(*) as orders from order_summary with"
                            + " no data",
                    "create unique index on order_totals (one)")
            .build();

    @Test
    void a_view_says_when_it_was_refreshed_and_from_what(@Installed({"log", "readstore"}) FreshDatabase database)
            throws SQLException {
        try (PostgresReadStore store = PostgresReadStore.of(database.dataSource())) {
            store.generations().open(SUMMARY);
            store.views().orElseThrow().create(TOTALS);
        }

        Cli.Outcome text = Cli.on(database).run("status");
        Cli.Outcome json = Cli.on(database).run("status", "--json");
        database.execute("update readside.generation set source_generation = 7 where name = 'order_totals'");
        Cli.Outcome swapped = Cli.on(database).run("status");

        assertThat(text.exitCode()).isZero();
        assertThat(text.lines())
                .anyMatch(line -> line.matches("order_totals +running +1 +1 +atomic, refreshed whole .*"));
        assertThat(text.lines().get(3))
                .matches("order_totals was refreshed at .*Z in .* m?s, computed from order_summary__g1\\.");
        assertThat(json.json())
                .hasSize(2)
                .last()
                .satisfies(view -> assertThat(view)
                        .containsKeys("refreshedAt", "refreshSeconds")
                        .containsAllEntriesOf(Map.of("computedFrom", "order_summary__g1", "computedFromActive", true)));
        assertThat(json.json().get(0)).doesNotContainKey("refreshedAt");
        assertThat(swapped.lines().get(3)).endsWith("computed from order_summary__g7, which is not active any more.");
    }
}
