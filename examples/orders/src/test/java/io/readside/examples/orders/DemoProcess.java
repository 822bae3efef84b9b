package io.readside.examples.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The demonstration as users run it: a process of its own. */
final class DemoProcess implements AutoCloseable {

    private final Path folder;
    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private DemoProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts it in a folder of its own; what it logs goes to {@code demo.log} there. */
    static DemoProcess start(Path folder, String... arguments) throws IOException {
        String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                tests,
                Demo.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("demo.log").toFile()))
                .start();
        return new DemoProcess(folder, process);
    }

    /** Starts it and reads on until it says that it is ready. */
    static DemoProcess ready(Path folder, String... arguments) throws IOException {
        DemoProcess demo = start(folder, arguments);
        for (String line = demo.output.readLine(); line != null; line = demo.output.readLine()) {
            demo.lines.add(line);
            if (line.equals("ready")) {
                return demo;
            }
        }
        throw new IllegalStateException("ended with " + demo.exit() + ": " + demo.log());
    }

    List<String> lines() {
        return lines;
    }

    Api api() {
        return new Api(line("api "));
    }

    String jdbcUrl() {
        return "jdbc:" + line("postgres ").replace("postgres@", "") + "?user=postgres";
    }

    private String line(String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length());
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("demo.log"));
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** The server that runs on the folder's data, found as an operator would: by its file. */
    ProcessHandle postgres() throws IOException {
        Path file = folder.resolve(Path.of(".readside", "demo", "postgres", "postmaster.pid"));
        try (Stream<String> pidFirst = Files.lines(file)) {
            return ProcessHandle.of(Long.parseLong(pidFirst.findFirst().orElseThrow()))
                    .orElseThrow();
        }
    }

    int exit() {
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                throw new IllegalStateException("still runs");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a termination by the system would. */
    int terminate() {
        process.destroy();
        return exit();
    }

    /** As kill -9. */
    void kill() {
        process.destroyForcibly();
        exit();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
        }
    }
}
