package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Json;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class TailTest {

    @Test
    void events_are_printed_in_order_after_a_position(@Installed("log") FreshDatabase database) {
        Cli.on(database).input(SampleLines.text(1500, 11)).run("import", "-");

        Cli.Outcome all = Cli.on(database).run("tail", "--from", "0", "--no-follow");
        Cli.Outcome last = Cli.on(database).run("tail", "--from", "1499", "--no-follow", "--json");

        assertThat(all.exitCode()).isZero();
        assertThat(all.lines()).hasSize(1500);
        assertThat(all.lines().get(0)).matches("1  20\\S+Z  order-\\d+@0  Type\\d v\\d  [0-9a-f-]{36}");
        assertThat(all.lines())
                .extracting(line -> Integer.valueOf(line.split(" ", 2)[0]))
                .isSorted();
        assertThat(last.json())
                .singleElement()
                .satisfies(json -> assertThat(json)
                        .containsOnlyKeys(
                                "position",
                                "stream",
                                "stream_version",
                                "id",
                                "type",
                                "version",
                                "data",
                                "metadata",
                                "occurred_at",
                                "recorded_at")
                        .containsEntry("position", 1500));
    }

    @Test
    void a_position_below_zero_is_wrong_usage(@Installed("log") FreshDatabase database) {
        assertThat(Cli.on(database).run("tail", "--from=-1").exitCode()).isEqualTo(2);
    }

    @Test
    void it_follows_the_head_until_control_c_which_is_no_failure(@Installed("log") FreshDatabase database)
            throws Exception {
        Cli.on(database).input(ImportTest.line("order-1", 1, "{}")).run("import", "-");

        Process tail = start(database, "tail", "--json", "--from", "0");
        try (BufferedReader lines = tail.inputReader(StandardCharsets.UTF_8)) {
            assertThat(Json.readObject(lines.readLine())).containsEntry("stream", "order-1");
            Cli.on(database).input(ImportTest.line("order-2", 2, "{}")).run("import", "-");
            assertThat(Json.readObject(lines.readLine())).containsEntry("stream", "order-2");
            tail.destroy(); // SIGTERM; a child of this process may have been told to ignore SIGINT

            assertThat(tail.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(tail.exitValue()).isZero();
        } finally {
            tail.destroyForcibly();
        }
    }

    @Test
    void who_stops_reading_ends_it_quietly(@Installed("log") FreshDatabase database) throws Exception {
        Cli.on(database).input(SampleLines.text(5000, 2)).run("import", "-");
        for (String command : new String[] {"tail --from 0 --no-follow --json", "export"}) {
            Process process = start(database, command.split(" "));
            try (InputStream out = process.getInputStream()) {
                assertThat(out.read()).isEqualTo('{');
            }

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEmpty();
        }
    }

    @Test
    void a_full_disk_is_not_quiet(@Installed("log") FreshDatabase database) {
        Cli.on(database).input(SampleLines.text(10, 2)).run("import", "-");
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        int exitCode = Main.run(
                new Io(
                        InputStream.nullInputStream(),
                        full,
                        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                        Map.of("READSIDE_URL", Cli.url(database)),
                        false),
                "export");

        assertThat(exitCode).isEqualTo(1);
    }

    private static Process start(FreshDatabase database, String... arguments) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
        command.command().addAll(List.of(arguments));
        command.environment().put("READSIDE_URL", Cli.url(database));
        return command.start();
    }
}
