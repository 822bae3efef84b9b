package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.examples.orders.Api.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration in a process of its own, in a folder with a space in its name. */
@Timeout(300)
class DemoTest {

    private static final String PORT = "0";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path temporary;

    @Test
    void it_says_where_it_is_keeps_its_data_and_ends_with_0() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("a folder"));
        Reply placed;
        try (DemoProcess demo = DemoProcess.ready(folder, "--port", PORT)) {
            placed = demo.api().place("ann");

            assertThat(demo.lines()).hasSize(4);
            assertThat(demo.lines().get(0)).matches("api http://127\\.0\\.0\\.1:\\d+");
            assertThat(demo.lines().get(1)).matches("postgres postgresql://postgres@127\\.0\\.0\\.1:\\d+/orders");
            assertThat(demo.lines().get(2))
                    .matches(
                            "export PGHOST=127\\.0\\.0\\.1 PGPORT=\\d+ PGUSER=postgres PGDATABASE=orders API=http://\\S+");

            try (DemoProcess second = DemoProcess.start(folder, "--port", PORT)) {
                assertThat(second.exit()).isEqualTo(1);
            }
            assertThat(demo.log()).contains("Another demo runs on the folder");
            ProcessHandle postgres = demo.postgres();
            assertThat(demo.terminate()).isZero();
            assertThat(postgres.isAlive()).isFalse();
        }

        try (DemoProcess again = DemoProcess.ready(folder, "--port", PORT, "--traffic", "5")) {
            Reply read = again.api().get("/orders/" + placed.orderId() + "?after=" + placed.version());

            assertThat(read.status()).isEqualTo(200);
            assertThat(again.terminate()).isZero();
        }
    }

    @Test
    void a_busy_port_that_was_asked_for_ends_it_with_1() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DemoProcess api = DemoProcess.start(temporary, "--port", Integer.toString(busy.getLocalPort()));
                DemoProcess postgres = DemoProcess.start(
                        temporary, "--postgres-port", Integer.toString(busy.getLocalPort()), "--data", "another")) {
            assertThat(api.exit()).isEqualTo(1);
            assertThat(postgres.exit()).isEqualTo(1);
            assertThat(api.log()).containsPattern(Pattern.compile("Port \\d+ is taken"));
        }
    }

    @Test
    void a_wrong_word_ends_it_with_2() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temporary, "--colour", "green")) {
            assertThat(demo.exit()).isEqualTo(2);
        }
    }
}
