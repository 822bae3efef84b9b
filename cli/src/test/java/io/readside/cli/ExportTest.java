package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class ExportTest {

    private static final String CONTENT = """
            select md5(string_agg(concat_ws('|', stream, stream_version, id, type, version, data, metadata,
                extract(epoch from occurred_at)), ',' order by position))
            from readside.log
            """;

    @TempDir
    private Path folder;

    @Test
    void an_import_of_an_export_is_the_same_log(
            @Installed("log") FreshDatabase original, @Installed("log") FreshDatabase copy)
            throws IOException, SQLException {
        Path file = folder.resolve("log.ndjson");
        Cli.on(original).input(SampleLines.text(20_000, 42)).run("import", "-");

        Cli.Outcome exported = Cli.on(original).run("export", file.toString());
        Cli.Outcome imported = Cli.on(copy).run("import", file.toString());

        assertThat(exported.out()).isEqualTo("exported 20000 events to " + file + "\n");
        assertThat(imported.out()).isEqualTo("appended 20000, already there 0, total 20000\n");
        assertThat(copy.value(CONTENT)).isEqualTo(original.value(CONTENT));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void standard_output_holds_nothing_but_events(@Installed("log") FreshDatabase database) {
        Cli.on(database).input(SampleLines.text(3, 1)).run("import", "-");

        Cli.Outcome outcome = Cli.on(database).run("export");

        assertThat(outcome.json())
                .hasSize(3)
                .allSatisfy(event -> assertThat(event)
                        .containsOnlyKeys("stream", "type", "version", "id", "time", "data", "metadata"));
        assertThat(outcome.err()).isEqualTo("exported 3 events\n");
    }

    @Test
    void an_empty_log_is_an_empty_file(@Installed("log") FreshDatabase database) throws IOException {
        Path file = folder.resolve("empty.ndjson");

        assertThat(Cli.on(database).run("export", file.toString(), "--json").json())
                .hasSize(1)
                .allSatisfy(json -> assertThat(json).containsEntry("exported", 0));

        assertThat(file).isEmptyFile();
        assertThat(Cli.on(database).run("import", file.toString()).out())
                .isEqualTo("appended 0, already there 0, total 0\n");
    }

    @Test
    void a_folder_that_is_not_there_is_said(@Installed("log") FreshDatabase database) {
        Cli.Outcome outcome =
                Cli.on(database).run("export", folder.resolve("no/such.ndjson").toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("No file can be written");
    }
}
