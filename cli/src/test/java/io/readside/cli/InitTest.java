package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class InitTest {

    @Test
    void it_says_what_it_created_and_the_second_time_that_all_is_there(FreshDatabase database) {
        Cli.Outcome first = Cli.on(database).run("init");
        Cli.Outcome second = Cli.on(database).run("init");

        assertThat(first.exitCode()).isZero();
        assertThat(first.lines())
                .satisfiesExactly(
                        log -> assertThat(log)
                                .matches("log: created \\(version \\d+\\) in postgresql://.*/" + database.name()),
                        store -> assertThat(store).startsWith("readstore: created (version "));
        assertThat(second.exitCode()).isZero();
        assertThat(second.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("was there already"));
    }

    @Test
    void each_part_goes_into_its_own_database(FreshDatabase log, FreshDatabase store) throws Exception {
        Cli.Outcome outcome =
                Cli.with(Map.of()).run("init", "--json", "--url", Cli.url(store), "--log-url", Cli.url(log));

        assertThat(outcome.json()).extracting(json -> json.get("part")).containsExactly("log", "readstore");
        assertThat(outcome.json()).allSatisfy(json -> assertThat(json).containsEntry("versionBefore", 0));
        assertThat(log.value("select string_agg(distinct part, ',') from readside.schema_version"))
                .isEqualTo("log");
        assertThat(store.value("select string_agg(distinct part, ',') from readside.schema_version"))
                .isEqualTo("readstore");
    }

    @Test
    void without_it_the_other_commands_name_it(FreshDatabase database) {
        for (String command : new String[] {"status", "lag", "tail", "export"}) {
            Cli.Outcome outcome = Cli.on(database).run(command);

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).contains("./readside init");
        }
    }
}
