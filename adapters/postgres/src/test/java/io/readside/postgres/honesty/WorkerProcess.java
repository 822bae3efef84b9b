package io.readside.postgres.honesty;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A {@link WorkerMain}, as seen by the one who kills it. */
final class WorkerProcess implements AutoCloseable {

    private final Process process;
    private final CountDownLatch leases = new CountDownLatch(2);

    private WorkerProcess(Process process) {
        this.process = process;
    }

    static WorkerProcess start(String url) {
        try {
            WorkerProcess started = new WorkerProcess(new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            WorkerMain.class.getName(),
                            url))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
            Thread hearing = new Thread(started::hear, "hear-" + started.process.pid());
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
                if (line.startsWith("LEASED")) {
                    leases.countDown();
                }
            }
        } catch (IOException gone) {
            // killed
        }
    }

    /** Waits until it feeds both read models. */
    void awaitLeases() throws InterruptedException {
        if (!leases.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("Process " + process.pid() + " has not got both leases within 60 s.");
        }
    }

    /** As kill -9. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("Process " + process.pid() + " still runs after 60 s.");
        }
    }
}
