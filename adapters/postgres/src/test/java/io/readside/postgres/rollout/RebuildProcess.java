package io.readside.postgres.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.readstore.Rebuild.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process with the new application, as seen by the one who kills it. */
final class RebuildProcess implements AutoCloseable {

    private static final String GONE = "GONE";

    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private RebuildProcess(Process process) {
        this.process = process;
    }

    static RebuildProcess start(String url, Path log) {
        try {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            RebuildMain.class.getName(),
                            url))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            RebuildProcess started = new RebuildProcess(process);
            Thread hearing = new Thread(started::hear, "hear-" + process.pid());
            hearing.setDaemon(true);
            hearing.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hear() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
            }
        } catch (IOException gone) {
            // killed
        }
        said.add(GONE);
    }

    /** Waits until it has said that a rebuild is in this state. */
    void await(State state) {
        await("STATE " + state);
    }

    void awaitReady() {
        await("READY");
    }

    private void await(String line) {
        String next = "";
        while (!next.equals(line)) {
            next = next();
            assertThat(next).as("instead of " + line).isNotEqualTo(GONE);
        }
    }

    private String next() {
        try {
            String next = said.poll(60, TimeUnit.SECONDS);
            assertThat(next).as("nothing was heard for a minute").isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** It ends itself in front of a statement; counted from now on. */
    void haltAt(int statement) {
        try {
            process.getOutputStream().write((statement + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As kill -9. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
