package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.readside.examples.orders.Api.Reply;
import io.readside.examples.orders.demo.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.ConnectionCallback;

/** What the article shows is run as it stands there, against the running application, under traffic. */
@ExtendWith(RunningOrders.Extension.class)
class ArticleTest {

    private static final int ORDERS_A_SECOND = 20;

    private final RunningOrders orders;

    ArticleTest(RunningOrders orders) {
        this.orders = orders;
    }

    @Test
    void our_pieces_are_the_words_of_the_article() throws IOException {
        Optional<String> whole = ArticleText.whole();
        assumeTrue(whole.isPresent(), "the article does not lie beside the repository");

        for (String piece : ArticleText.PIECES) {
            assertThat(whole.get()).as(piece).contains(ArticleText.piece(piece).strip());
        }
    }

    @Test
    void the_view_of_the_application_is_the_one_of_the_article() throws IOException {
        String ours = new ClassPathResource("order_daily_totals.sql").getContentAsString(StandardCharsets.UTF_8);

        assertThat(ArticleText.piece("order_daily_totals.sql")).startsWith(ours);
    }

    /** "POST /orders → 202 …, GET /orders?after=… → 200 if …, 200 with consistencyPending otherwise". */
    @Test
    void read_your_writes() {
        try (Traffic traffic = Traffic.start(orders.api().url(), ORDERS_A_SECOND)) {
            for (int i = 0; i < 50; i++) {
                Reply posted = orders.api().place("reader");
                Reply list = orders.api().get("/orders?customerId=reader&limit=500&after=" + posted.version());

                assertThat(posted.status()).isEqualTo(202);
                assertThat(list.status()).isEqualTo(200);
                if (!list.body().has("consistencyPending")) {
                    assertThat(list.body().get("orders").findValuesAsString("orderId"))
                            .contains(posted.orderId());
                }
            }
        }
    }

    @Test
    void the_gate_in_sql_tells_the_truth_under_traffic() throws IOException {
        String gate = ArticleText.piece("gate.sql");
        try (Traffic traffic = Traffic.start(orders.api().url(), ORDERS_A_SECOND)) {
            Reply posted = orders.api().place("gate");
            boolean current = false;
            for (int i = 0; !current && i < 1000; i++) {
                current = isCurrent(gate, posted.version());
                orders.api().get("/orders?after=" + posted.version()); // waits
            }

            assertThat(current).isTrue();
            assertThat(orders.jdbc()
                            .queryForObject(
                                    "select count(*) from order_summary where order_id = ?",
                                    Long.class,
                                    posted.orderId()))
                    .isEqualTo(1);
            assertThat(isCurrent(gate, Long.MAX_VALUE)).isFalse();
        }
    }

    @Test
    void the_reconcile_query_is_empty_under_traffic_and_finds_drift() throws IOException {
        String reconcile = ArticleText.piece("reconcile.sql");
        try (Traffic traffic = Traffic.start(orders.api().url(), ORDERS_A_SECOND)) {
            for (int i = 0; i < 30; i++) {
                orders.api().place("reconciled-" + i % 3);

                assertThat(orders.jdbc().queryForList(reconcile)).isEmpty();
            }
            List<?> drift = inRolledBackTransaction("delete from " + table("order_summary"), reconcile);
            assertThat(drift).isNotEmpty();
        }
    }

    @Test
    void the_daily_totals_follow_and_their_own_gate_is_honest() throws IOException {
        String gate = ArticleText.piece("gate.sql").replace("order_summary", "order_daily_totals");
        Reply posted = orders.api()
                .post("/orders", "{\"customerId\":\"d\",\"region\":\"the-daily-region\",\"totalCents\":77}");
        orders.api().get("/orders?after=" + posted.version());

        boolean current = false;
        for (int i = 0; !current && i < 2000; i++) {
            current = isCurrent(gate, posted.version());
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS))
                    .join();
        }

        assertThat(orders.jdbc()
                        .queryForObject(
                                "select gross_cents from order_daily_totals where region = 'the-daily-region'",
                                Long.class))
                .isEqualTo(77);
        orders.jdbc().execute("REFRESH MATERIALIZED VIEW CONCURRENTLY order_daily_totals");
    }

    @Test
    void the_read_models_have_the_columns_of_the_contract() {
        assertThat(columns("order_summary"))
                .containsExactly(
                        "order_id", "customer_id", "total_cents", "status", "placed_at", "shipped_at", "region");
        assertThat(columns("warehouse_pick_list")).containsExactly("order_id", "sku", "quantity", "shipped", "region");
        assertThat(columns("customer_totals"))
                .containsExactly("customer_id", "orders", "ordered_cents", "cancelled_orders");
        assertThat(columns("customer_order_history"))
                .containsExactly("order_id", "customer_id", "placed_at", "total_cents", "status");
        assertThat(columns("order_daily_totals")).containsExactly("day", "region", "order_count", "gross_cents");
        assertThat(columns("projection_checkpoint")).startsWith("name", "commit_pos", "prepare_pos");
    }

    /** As psql would send it: with the article's own $1. */
    private boolean isCurrent(String gate, long version) {
        return Boolean.TRUE.equals(orders.jdbc().execute((ConnectionCallback<Boolean>) connection -> {
            try (PreparedStatement prepare = connection.prepareStatement("prepare gate(bigint) as " + gate)) {
                prepare.execute();
            }
            try (PreparedStatement execute = connection.prepareStatement("execute gate(" + version + ")");
                    ResultSet row = execute.executeQuery()) {
                row.next();
                return row.getBoolean("is_current");
            } finally {
                connection.createStatement().execute("deallocate gate");
            }
        }));
    }

    private List<String> columns(String relation) {
        return orders.jdbc().execute((ConnectionCallback<List<String>>) connection -> {
            ArrayList<String> names = new ArrayList<>();
            try (ResultSet rows = connection.createStatement().executeQuery("select * from " + relation + " limit 0")) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    names.add(rows.getMetaData().getColumnName(i));
                }
            }
            return names;
        });
    }

    private String table(String name) {
        return orders.jdbc()
                .queryForObject(
                        "select quote_ident(name || '__g' || generation) from projection_checkpoint where name = ?",
                        String.class,
                        name);
    }

    private List<?> inRolledBackTransaction(String change, String query) {
        return orders.jdbc().execute((ConnectionCallback<List<?>>) connection -> {
            connection.setAutoCommit(false);
            try {
                connection.createStatement().execute(change);
                ArrayList<String> found = new ArrayList<>();
                try (ResultSet rows = connection.createStatement().executeQuery(query)) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
                return found;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }
}
