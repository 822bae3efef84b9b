package io.readside.postgres.campaign;

import io.readside.postgres.campaign.StandingStill.Place;
import io.readside.postgres.campaign.WorkerMain.Planted;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A worker process, as seen by the one who started it. */
final class WorkerProcess implements AutoCloseable {

    /**
     * How a process is started.
     *
     * @param url of log and read store
     */
    record Order(String url, Duration leaseTerm, int batchSizeEvents, Planted planted) {

        static Order parse(String[] words) {
            return new Order(words[0], Duration.parse(words[1]), Integer.parseInt(words[2]), Planted.valueOf(words[3]));
        }

        private List<String> words() {
            return List.of(url, leaseTerm.toString(), Integer.toString(batchSizeEvents), planted.name());
        }
    }

    private final Process process;

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /** @param ear hears each line, on a thread of its own for each process */
    static WorkerProcess start(Order order, Path log, Consumer<Said> ear) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WorkerMain.class.getName()));
        command.addAll(order.words());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Thread hearing = new Thread(() -> hear(process, ear), "hear-" + process.pid());
            hearing.setDaemon(true);
            hearing.start();
            return new WorkerProcess(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hear(Process process, Consumer<Said> ear) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (Said.isWhole(line)) {
                    ear.accept(Said.parse(System.nanoTime(), process.pid(), line));
                }
            }
        } catch (IOException gone) {
            // killed
        }
        ear.accept(Said.ended(System.nanoTime(), process.pid()));
    }

    long pid() {
        return process.pid();
    }

    /** The next batch that it begins stands still there, and with it the whole process. */
    void standStill(Place there) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((there + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As kill -9. */
    void kill() {
        process.destroyForcibly();
        exit();
    }

    /** As kill -STOP. */
    void stop() {
        signal("STOP", pid());
    }

    /** As kill -CONT. */
    void goOn() {
        signal("CONT", pid());
    }

    /** As an operator would end it. */
    void terminate() {
        signal("TERM", pid()); // destroy() would close its input first, which ends it at once
        exit();
    }

    private void exit() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + pid() + " still runs after 60 s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void signal(String name, long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
