package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long a rebuild has run, and how long the last one took: by the database's clock. */
@ExtendWith(PostgresExtension.class)
class RebuildTimesTest {

    private static final String AN_HOUR_AGO =
            "update readside.rebuild set begun_at = begun_at - interval '1 hour' returning id";

    @Test
    void the_database_tells_how_long_ago_it_was_begun(@Installed("readstore") FreshDatabase database)
            throws SQLException {
        Rebuilds rebuilds = rebuilds(database);
        Rebuild planned = rebuilds.plan(Tally.TALLY, "ann", false);

        assertThat(rebuilds.sinceBegun(planned)).isZero();

        Rebuild loading = rebuilds.move(planned, State.LOADING, "wanted");
        database.value(AN_HOUR_AGO);
        assertThat(rebuilds.sinceBegun(loading)).isBetween(Duration.ofHours(1), Duration.ofHours(2));

        database.value("update readside.rebuild set begun_at = begun_at + interval '1 day' returning id");
        assertThat(rebuilds.sinceBegun(loading)).isZero();
    }

    @Test
    void the_last_one_that_got_to_the_head_is_found_though_another_is_planned(
            @Installed("readstore") FreshDatabase database) throws SQLException {
        Rebuilds rebuilds = rebuilds(database);
        Rebuild loading = rebuilds.move(rebuilds.plan(Tally.TALLY, "ann", false), State.LOADING, "wanted");
        assertThat(rebuilds.measured("tally")).isEmpty();
        database.value(AN_HOUR_AGO);
        Rebuild atHead = rebuilds.move(loading, State.AT_HEAD, "to be compared");
        database.value("update readside.rebuild set state = 'aborted' returning id");

        rebuilds.plan(Tally.TALLY, "ann", false);

        assertThat(rebuilds.measured("tally")).hasValueSatisfying(last -> {
            assertThat(last.id()).isEqualTo(atHead.id());
            assertThat(last.took().orElseThrow()).isBetween(Duration.ofHours(1), Duration.ofHours(2));
        });
        assertThat(rebuilds.measured("other")).isEmpty();
    }

    private static Rebuilds rebuilds(FreshDatabase database) {
        PostgresReadStore store = PostgresReadStore.of(database.dataSource());
        store.generations().open(Tally.TALLY);
        return store.rebuilds();
    }
}
