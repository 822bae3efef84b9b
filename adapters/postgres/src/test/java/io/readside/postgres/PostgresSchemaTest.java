package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresSchemaTest {

    @Test
    void a_missing_schema_is_refused_with_the_command_that_creates_it(FreshDatabase database) {
        assertThatThrownBy(() -> PostgresSchema.require(database.dataSource(), "log"))
                .isInstanceOf(SchemaMismatch.class)
                .hasMessageContaining(database.name())
                .hasMessageContaining("./readside init");
        assertThatThrownBy(() -> PostgresLog.of(database.dataSource())).isInstanceOf(SchemaMismatch.class);
    }

    @Test
    void an_older_schema_is_refused_with_both_versions(@Installed("log") FreshDatabase database) throws Exception {
        database.execute("delete from readside.schema_version");

        assertThatThrownBy(() -> PostgresSchema.require(database.dataSource(), "log"))
                .isInstanceOf(SchemaMismatch.class)
                .hasMessageContaining("has version 0")
                .hasMessageContaining("needs 5")
                .hasMessageContaining("./readside init");
    }

    /** As it is while the processes of an older release still run. */
    @Test
    void a_newer_schema_is_taken(@Installed("log") FreshDatabase database) throws Exception {
        database.execute("insert into readside.schema_version (part, version) values ('log', 1000)");

        PostgresSchema.require(database.dataSource(), "log");
        PostgresSchema.installLog(database.dataSource());

        assertThat(database.value("select max(version) from readside.schema_version where part = 'log'"))
                .isEqualTo(1000);
    }

    @Test
    void installing_again_and_from_many_processes_at_once_changes_nothing(FreshDatabase database) throws Exception {
        CompletableFuture<?>[] installers = new CompletableFuture<?>[4];
        for (int i = 0; i < installers.length; i++) {
            installers[i] = CompletableFuture.runAsync(() -> PostgresSchema.installLog(database.dataSource()));
        }
        CompletableFuture.allOf(installers).join();
        PostgresSchema.installLog(database.dataSource());

        PostgresSchema.require(database.dataSource(), "log");
        assertThat(
                        database.value(
                                "select string_agg(version::text, ',' order by version) from readside.schema_version where part = 'log'"))
                .isEqualTo("1,2,3,4,5");
    }

    @Test
    void a_failing_file_leaves_nothing_behind(FreshDatabase database) throws Exception {
        database.execute("create schema readside; create table readside.log ()");

        assertThatThrownBy(() -> PostgresSchema.installLog(database.dataSource()))
                .isInstanceOf(PostgresFailure.class)
                .hasMessageContaining("already exists");
        assertThat(database.value("select to_regclass('readside.schema_version') is null and"
                        + " to_regclass('readside.log_position') is null"))
                .isEqualTo(true);
    }
}
