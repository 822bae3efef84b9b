package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.projection.MaterializedView;
import io.readside.readstore.ProjectionMismatch;
import io.readside.testkit.orders.Orders;
import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that make nothing which can be refreshed beside its readers, or which a checkpoint can vouch for. */
class MadeViewTest extends DailyTotals {

    private void assertRefused(MaterializedView view, String... words) throws SQLException {
        ThrowingCallable create = () -> views.create(view);

        assertThatThrownBy(create).isInstanceOf(ProjectionMismatch.class).hasMessageContainingAll(words);
        assertThat(database.value("select count(*) from readside.generation where kind = 'view'"))
                .isEqualTo(0L);
        assertThat(database.value("select count(*) from pg_matviews")).isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "create index on order_daily_totals (day, region)",
                "create unique index on order_daily_totals (day, region) where region <> 'eu'",
                "create unique index on order_daily_totals (day, lower(region))"
            })
    void a_view_without_an_index_that_tells_its_rows_apart_is_refused(String index) throws SQLException {
        assertRefused(
                daily(QUERY, index).build(),
                "order_daily_totals",
                "lacks a unique index",
                "create unique index on order_daily_totals (…)");
    }

    @Test
    void statements_that_make_something_else_are_refused() throws SQLException {
        assertRefused(
                daily("create view order_daily_totals as select * from order_summary")
                        .build(),
                "no materialized view");
        assertRefused(daily("select 1").build(), "make nothing of this name");
        assertRefused(daily(QUERY.replace("GROUP", "GRUPPE"), INDEX).build(), "statement 1", "syntax error");
    }

    @Test
    void a_view_that_does_not_read_its_source_by_name_is_refused() throws SQLException {
        assertRefused(
                daily(QUERY.replace("FROM order_summary", "FROM order_summary_v1"), INDEX)
                        .build(),
                "does not read its source by the view 'order_summary'");
        assertRefused(
                daily(QUERY.replace("FROM order_summary", "FROM order_summary__g1"), INDEX)
                        .build(),
                "does not read its source by the view 'order_summary'");
    }

    @Test
    void a_view_that_reads_another_read_model_too_is_refused() throws SQLException {
        store.generations().open(Orders.CUSTOMER_TOTALS);

        assertRefused(
                daily(
                                QUERY.replace(
                                        "FROM order_summary",
                                        "FROM order_summary join customer_totals using (customer_id)"),
                                INDEX)
                        .build(),
                "reads customer_totals__g1",
                "its checkpoint would know nothing");
        assertRefused(
                daily(
                                QUERY.replace(
                                                "FROM order_summary",
                                                "FROM order_summary join order_summary_v1 v using (order_id)")
                                        .replace("placed_at", "v.placed_at")
                                        .replace("region", "v.region")
                                        .replace("total_cents", "v.total_cents"),
                                INDEX.replace("v.", ""))
                        .build(),
                "reads order_summary__g1");
    }

    @Test
    void a_view_over_a_view_that_is_as_old_as_its_own_refresh_is_refused() throws SQLException {
        views.create(DAILY_TOTALS);
        MaterializedView regions = MaterializedView.named("order_regions", Orders.ORDER_SUMMARY)
                .statements(
                        "create materialized view order_regions as select distinct o.region, d.order_count from"
                                + " order_summary o join order_daily_totals d using (region)",
                        "create unique index on order_regions (region)")
                .build();

        assertThatThrownBy(() -> views.create(regions))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("reads order_daily_totals");
    }

    @Test
    void tables_and_views_of_the_users_own_may_be_read_as_well() throws SQLException {
        database.execute("create table regions (region text); insert into regions values ('eu');"
                + " create view known_orders as select o.* from order_summary o join regions using (region)");
        place(0, 1);

        views.create(daily(QUERY.replace("FROM order_summary", "FROM known_orders"), INDEX)
                .build());

        assertThat(inView()).isEqualTo(1);
    }

    @Test
    void a_view_that_is_declared_on_a_version_to_come_waits_for_it() throws SQLException {
        MaterializedView later = MaterializedView.named(NAME, Tally.TALLY)
                .statements("never run")
                .build();
        store.generations().open(Tally.TALLY);
        database.execute("update readside.generation set version = version + 1 where name = 'tally'");

        assertThat(views.create(later)).isEmpty();
        assertThat(database.value("select count(*) from readside.generation where kind = 'view'"))
                .isEqualTo(0L);
    }

    /** Its source's next version is deployed together with other statements: the old ones stand until the swap. */
    @Test
    void other_statements_wait_for_the_version_that_they_are_declared_on() throws SQLException {
        views.create(DAILY_TOTALS);
        MaterializedView later = daily(QUERY.replace("region,", "upper(region) as region,"), INDEX)
                .build();
        database.execute("update readside.generation set version = version + 1 where name = 'order_summary'");

        assertThat(views.create(later)).isEmpty();
        assertThat(views.create(DAILY_TOTALS)).contains(Checkpoint.ZERO);
        database.execute("drop materialized view order_daily_totals");
        assertThat(views.create(later)).isEmpty();
        database.execute("update readside.generation set version = version - 1 where name = 'order_summary'");

        assertThat(views.create(later)).contains(Checkpoint.ZERO);
    }

    @Test
    void what_became_of_a_view_afterwards_is_told_at_its_refresh() throws SQLException {
        views.create(DAILY_TOTALS);
        database.execute("drop index order_daily_totals_day_region_idx");
        assertThat(views.create(DAILY_TOTALS)).contains(Checkpoint.ZERO); // no reason not to start

        assertThatThrownBy(() -> views.refresh(DAILY_TOTALS, EPOCH))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("lacks a unique index");

        database.execute("drop materialized view order_daily_totals");
        assertThatThrownBy(() -> views.refresh(DAILY_TOTALS, EPOCH))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("was dropped");
    }
}
