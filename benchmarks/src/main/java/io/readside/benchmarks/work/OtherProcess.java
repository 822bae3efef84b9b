package io.readside.benchmarks.work;

import io.readside.benchmarks.database.Database;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A JVM as this one, with the same class path and the same options. It ends when its standard input does. */
final class OtherProcess implements AutoCloseable {

    static final String READY = "ready";

    private final Process process;

    private OtherProcess(Process process) {
        this.process = process;
    }

    static List<String> command(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
        return command;
    }

    /** Returns once the worker runs. */
    static OtherProcess follow(String contender, Database log, Database store) throws IOException {
        List<String> command = command(WorkerMain.class);
        command.addAll(Job.of("follow", contender)
                .with("log", log.url())
                .with("store", store.url())
                .args());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!READY.equals(lines.readLine())) {
            process.destroy();
            throw new IOException("The process of the worker did not come up.");
        }
        return new OtherProcess(process);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }
}
