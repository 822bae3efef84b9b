package io.readside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The demonstration as users run it, started once for all tests. */
final class DemoShop implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final Process process;
    private final String url;

    private DemoShop() {
        try {
            folder = Files.createTempDirectory("shop test");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-jar",
                            jar().toString(),
                            "--port",
                            "0",
                            "--data",
                            folder.resolve("data").toString())
                    .redirectError(folder.resolve("demo.log").toFile())
                    .start();
            url = untilReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar() throws IOException {
        Path target = Path.of(System.getProperty("orders.target")).normalize();
        try (Stream<Path> files = Files.list(target)) {
            List<Path> jars = files.filter(
                            file -> file.getFileName().toString().matches("readside-example-orders-.*\\.jar"))
                    .toList();
            assertThat(jars).as("mvn package makes it: the jar in " + target).hasSize(1);
            return jars.get(0);
        }
    }

    private String untilReady() throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String api = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("api ")) {
                api = line.substring("api ".length());
            } else if (line.equals("ready")) {
                return api;
            }
        }
        throw new IllegalStateException("The demo ended: " + Files.readString(folder.resolve("demo.log")));
    }

    String url() {
        return url;
    }

    void slowness(int delayMs) {
        send("PUT", "/demo/slowness", "{\"delayMs\":" + delayMs + "}", 200);
    }

    void cancel(String orderId) {
        send("POST", "/orders/" + orderId + "/cancellation", "{\"reason\":\"elsewhere\"}", 202);
    }

    private void send(String method, String path, String body, int expected) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException, IOException {
        process.destroy(); // it stops its PostgreSQL
        process.waitFor();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Hands the one instance to tests; it is closed after the last of them. */
    static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == DemoShop.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(DemoShop.class, key -> new DemoShop());
        }
    }
}
