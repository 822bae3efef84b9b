package io.readside.benchmarks.run;

import io.readside.benchmarks.figures.Measured;
import io.readside.benchmarks.work.Job;
import io.readside.benchmarks.work.WorkerMain;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Java virtual machine of a contender and what it finds on its class path.
 *
 * @param java the program
 */
record Jvm(String java, String classPath) {

    private static final Duration PATIENCE = Duration.ofHours(1);

    /** The one that this runs in. */
    static Jvm own() {
        return new Jvm(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                System.getProperty("java.class.path", ""));
    }

    /**
     * The one of Axon 5, which needs Java 21; empty if there is none.
     *
     * @param home of such a Java; empty: none was found
     * @param target where a build with it has put the jar and, in {@code lib}, those that it needs
     */
    static Optional<Jvm> axon5(String home, Path target) throws IOException {
        Path lib = target.resolve("lib");
        if (home.isEmpty() || !Files.isDirectory(lib)) {
            return Optional.empty();
        }
        List<String> jars = new ArrayList<>();
        for (Path folder : List.of(target, lib)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(Path::toString)
                        .filter(file -> file.endsWith(".jar"))
                        .sorted()
                        .forEach(jars::add);
            }
        }
        return Optional.of(new Jvm(Path.of(home, "bin", "java").toString(), String.join(File.pathSeparator, jars)));
    }

    /** Does one job and returns what it has measured; a JVM that hangs is ended. */
    List<Measured> run(Job job, long heapMb) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                java,
                "-Xmx" + heapMb + "m",
                "-XX:+UseParallelGC",
                "-Duser.timezone=UTC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath,
                WorkerMain.class.getName()));
        command.addAll(job.args());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .execute(process::destroyForcibly);
        List<Measured> measured = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                measured.add(Measured.parse(line));
            }
        } finally {
            process.destroy();
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("The JVM of " + job.text("contender") + " has ended with code " + code + ".");
        }
        return measured;
    }
}
