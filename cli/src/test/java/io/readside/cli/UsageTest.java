package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    private static final List<String> COMMANDS = List.of(
            "init",
            "status",
            "lag",
            "parked",
            "retry",
            "skip",
            "pause",
            "resume",
            "rebuild",
            "abort",
            "swap",
            "rollback",
            "drop",
            "reconcile",
            "why",
            "tail",
            "import",
            "export");

    @Test
    void each_command_has_help_on_stdout() {
        for (String command : COMMANDS) {
            Cli.Outcome outcome = Cli.with(Map.of()).run(command, "--help");

            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out()).contains("Usage: readside " + command, "--json", "--log-url");
            assertThat(outcome.err()).isEmpty();
        }
        assertThat(Cli.with(Map.of()).run("--help").out()).contains(COMMANDS).contains("demo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frobnicate",
                "status --frobnicate",
                "lag --max-lag 10",
                "import",
                "export a b",
                "tail --from x",
                "rebuild",
                "why order_summary",
                "reconcile order_summary --sample many"
            })
    void wrong_usage_is_2_and_goes_to_stderr(String line) {
        Cli.Outcome outcome = Cli.with(Map.of("READSIDE_URL", "postgresql://localhost:1/x"))
                .run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("readside: ").contains("--help'");
    }

    @Test
    void without_a_database_the_way_out_is_named() {
        Cli.Outcome outcome = Cli.with(Map.of()).run("status");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("No database", "--url", "READSIDE_URL", "./readside demo");
    }

    @Test
    void an_unreachable_database_is_one_clear_sentence() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        Cli.Outcome outcome =
                Cli.with(Map.of()).run("status", "--url", "postgresql://u:secret@127.0.0.1:" + closed + "/x");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(
                        "127.0.0.1:" + closed + " cannot be reached (Connection refused)", "Start it, or correct --url")
                .doesNotContain("secret", "Exception", "\tat ");
        assertThat(outcome.err().lines()).hasSize(2);
    }

    @Test
    void errors_are_json_if_results_are() {
        Cli.Outcome wrong = Cli.with(Map.of()).run("lag", "--json", "--frobnicate");
        Cli.Outcome failed = Cli.with(Map.of("READSIDE_URL", "jdbc:postgresql://nowhere.invalid/x?password=secret"))
                .run("lag", "--json");

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(Json.readObject(wrong.err())).containsOnlyKeys("error", "hint");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(Json.readObject(failed.err()))
                .containsEntry("error", "The database at nowhere.invalid:5432 cannot be reached (no such host).")
                .containsEntry("hint", "Start it, or correct READSIDE_URL.");
    }

    @Test
    void a_url_that_is_none_is_wrong_usage_and_is_not_shown() {
        Cli.Outcome outcome = Cli.with(Map.of()).run("tail", "--url", "mysql://u:secret@h/d");
        Cli.Outcome parameter = Cli.with(Map.of()).run("tail", "--url", "postgresql://h/d?secrets=secret");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("--url").doesNotContain("secret");
        assertThat(parameter.exitCode()).isEqualTo(2);
        assertThat(parameter.err()).contains("parameter 'secrets'");
    }
}
