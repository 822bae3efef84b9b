package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The article's closing smoke test, as it stands there. Its {@code watch} never ends by itself and draws on a terminal, so
 * {@code script} gives it one, and the test ends it once the position has converged.
 */
@Tag("debian")
@ExtendWith(RunningOrders.Extension.class)
class SmokeTest {

    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");

    private final RunningOrders orders;

    SmokeTest(RunningOrders orders) {
        this.orders = orders;
    }

    @BeforeAll
    static void programs() {
        List<String> missing = Stream.of("curl", "psql", "watch", "script")
                .filter(program -> Stream.of(System.getenv("PATH").split(":"))
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, program))))
                .toList();
        assertThat(missing)
                .as("apt-get install -y postgresql-client curl procps bsdutils")
                .isEmpty();
    }

    @Test
    @Timeout(60)
    void lag_converges_after_a_synthetic_burst(@TempDir Path folder) throws IOException {
        Files.copy(Path.of("order.json"), folder.resolve("order.json"));
        Files.writeString(folder.resolve("smoke.sh"), ArticleText.piece("smoke.sh"));
        Process smoke = start(folder);
        try (BufferedReader terminal =
                new BufferedReader(new InputStreamReader(smoke.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(readUntilConverged(terminal)).isTrue();
        } finally {
            smoke.descendants().forEach(ProcessHandle::destroy);
            smoke.destroy();
            smoke.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private Process start(Path folder) throws IOException {
        ProcessBuilder smoke =
                new ProcessBuilder("script", "-qefc", "bash smoke.sh", "/dev/null").directory(folder.toFile());
        smoke.redirectErrorStream(true);
        smoke.environment()
                .putAll(Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", Integer.toString(orders.postgresPort()),
                        "PGUSER", "postgres",
                        "PGDATABASE", "orders",
                        "API", orders.api().url(),
                        "TERM", "xterm"));
        return smoke.start();
    }

    /** The version that curl prints, then a screen of watch that shows a position no lower. */
    private static boolean readUntilConverged(BufferedReader terminal) throws IOException {
        StringBuilder screen = new StringBuilder();
        char[] piece = new char[1024];
        for (int read = terminal.read(piece); read >= 0; read = terminal.read(piece)) {
            screen.append(piece, 0, read);
            Matcher version = VERSION.matcher(screen);
            if (version.find()) {
                long wanted = Long.parseLong(version.group(1));
                Matcher shown = Pattern.compile("(?<![\\d;\\[:.])(\\d+)(?![\\d;:.]|s:)")
                        .matcher(screen.substring(version.end()).replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]", " "));
                while (shown.find()) {
                    if (Long.parseLong(shown.group(1)) >= wanted) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
