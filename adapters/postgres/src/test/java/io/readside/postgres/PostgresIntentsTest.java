package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intents;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The word of operators, as rows. */
class PostgresIntentsTest {

    private static final GenerationId TALLY_G1 = new GenerationId("tally", 1);

    private FreshDatabase database;
    private Intents intents;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        intents = PostgresReadStore.of(database.dataSource()).intents();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void every_act_comes_back_as_it_was_submitted_and_in_order() {
        List<Act> acts = List.of(
                new Act.Retry(Optional.empty()),
                new Act.Retry(Optional.of("[\"é \\\"quoted\\\"\",1]")),
                new Act.Skip("42", Long.MAX_VALUE, "it's gone; drop table x"),
                new Act.Pause(),
                new Act.Resume());
        List<Intent> submitted = new ArrayList<>();
        GenerationId opened = PostgresReadStore.of(database.dataSource())
                .generations()
                .open(Tally.TALLY)
                .id();
        assertThat(opened).isEqualTo(TALLY_G1);

        acts.forEach(act -> submitted.add(intents.submit("tally", act, "ops")));
        intents.submit("other", new Act.Pause(), "ops");

        assertThat(intents.open(Set.of(TALLY_G1))).isEqualTo(Map.of(TALLY_G1, submitted));
        assertThat(submitted).extracting(Intent::act).isEqualTo(acts);
        assertThat(submitted).extracting(Intent::id).isSorted().doesNotHaveDuplicates();
        assertThat(intents.open(Set.of(TALLY_G1, new GenerationId("other", 1)))).hasSize(1);
        assertThat(intents.open(Set.of())).isEmpty();
    }

    @Test
    void the_first_report_stays() {
        Intent intent = intents.submit("tally", new Act.Pause(), "ops");

        intents.report(intent.id(), new Report(false, "no\0t now"));
        intents.report(intent.id(), new Report(true, "done"));

        assertThat(intents.find(intent.id()).orElseThrow().report()).contains(new Report(false, "not now"));
        assertThat(intents.open(Set.of(TALLY_G1))).isEmpty();
        assertThat(intents.find(intent.id() + 1)).isEmpty();
    }

    @Test
    void a_role_that_operates_may_submit_and_change_nothing_else() throws SQLException {
        String role = "operator_of_" + database.name();
        database.execute("create role " + role + " login; grant usage on schema readside to " + role
                + "; grant select on readside.generation, readside.lease, readside.parked_event,"
                + " readside.skipped_event, readside.schema_version to " + role
                + "; grant select, insert on readside.intent to " + role);
        PostgresReadStore operators = PostgresReadStore.of(database.dataSourceOf(role));

        Intent intent = operators.intents().submit("tally", new Act.Resume(), "ops");

        assertThat(operators.intents().find(intent.id())).contains(intent);
        assertThat(operators.reads().all()).isEmpty();
        assertThat(operators.reads().parked(Optional.empty())).isEmpty();
        assertThat(database.value("select has_table_privilege('" + role + "', 'readside.intent', 'update')"))
                .isEqualTo(false);
        database.execute("drop owned by " + role + "; drop role " + role);
    }
}
