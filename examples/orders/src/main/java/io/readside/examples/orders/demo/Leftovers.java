package io.readside.examples.orders.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Server processes that a killed run has left on a data folder. Called only while the folder's lock is held, so no live
 * demonstration can own them. A process is one of them only if it is a {@code postgres} whose working directory is the
 * folder: a process id alone may long be someone else's.
 */
final class Leftovers {

    private Leftovers() {}

    /** @return whether there were any */
    static boolean stop(Path cluster) {
        List<ProcessHandle> found = find(cluster);
        if (found.isEmpty()) {
            forgetForeignProcess(cluster);
            return false;
        }
        for (String signal : List.of("-INT", "-QUIT", "-KILL")) { // fast, immediate, none left
            roots(found).forEach(process -> kill(signal, process.pid()));
            if (ended(found, Duration.ofSeconds(10))) {
                forgetForeignProcess(cluster);
                return true;
            }
        }
        throw new DemoFailed("The PostgreSQL on " + cluster + " does not end: processes "
                + found.stream().map(ProcessHandle::pid).toList() + ".");
    }

    /** The server itself, which ends its children; if it was killed, the orphans. */
    private static List<ProcessHandle> roots(List<ProcessHandle> found) {
        List<ProcessHandle> alive =
                found.stream().filter(ProcessHandle::isAlive).toList();
        return alive.stream()
                .filter(process -> process.parent().filter(alive::contains).isEmpty())
                .toList();
    }

    private static void kill(String signal, long pid) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new DemoFailed("The program kill cannot be run: " + e + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<ProcessHandle> find(Path cluster) {
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            return processes.filter(process -> isServerOf(cluster, process)).toList();
        }
    }

    private static boolean isServerOf(Path cluster, ProcessHandle process) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try {
            Path program = Files.readSymbolicLink(proc.resolve("exe"));
            return program.endsWith("postgres")
                    && Files.readSymbolicLink(proc.resolve("cwd")).equals(cluster);
        } catch (IOException notOurs) {
            return false; // ended meanwhile, or of another user
        }
    }

    /** With no server alive, the process id in this file can only be another program's by now; PostgreSQL would not start. */
    private static void forgetForeignProcess(Path cluster) {
        try {
            Files.deleteIfExists(cluster.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new DemoFailed(
                    "The stale " + cluster.resolve("postmaster.pid") + " cannot be removed: " + e + ".", e);
        }
    }

    private static boolean ended(List<ProcessHandle> processes, Duration atMost) {
        try {
            CompletableFuture.allOf(
                            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
