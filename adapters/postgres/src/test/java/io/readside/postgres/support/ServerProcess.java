package io.readside.postgres.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A server as a child process: started when it says so, ended by a signal, killed with all its children. */
final class ServerProcess {

    private static final int KEPT_LINES = 100;
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Deque<String> log = new ArrayDeque<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private ServerProcess(Process process) {
        this.process = process;
    }

    /**
     * @param readyLine part of the line of output by which it says that it takes connections
     * @throws IllegalStateException with the end of its output, if it ends before or takes longer than a minute
     */
    static ServerProcess start(List<String> command, String readyLine) {
        try {
            ServerProcess server = new ServerProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            Thread listener = new Thread(() -> server.listen(readyLine), "listen-to-" + server.pid());
            listener.setDaemon(true);
            listener.start();
            server.awaitReady(command);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen(String readyLine) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                remember(line);
                if (line.contains(readyLine)) {
                    ready.complete(null);
                }
            }
        } catch (IOException e) {
            remember(e.toString());
        }
        ready.completeExceptionally(new IllegalStateException("It ended."));
        ended.complete(null);
    }

    private synchronized void remember(String line) {
        log.addLast(line);
        if (log.size() > KEPT_LINES) {
            log.removeFirst();
        }
    }

    /** The end of its output. */
    synchronized String log() {
        return String.join("\n", log);
    }

    private void awaitReady(List<String> command) {
        try {
            ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException(command.get(0) + " did not start: " + command + "\n" + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** @param name as {@code INT} */
    void signal(String name) {
        signal(name, process.pid());
    }

    static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With SIGKILL, all at once: first the parent is stopped, so that it starts no child unseen. */
    void kill() {
        signal("STOP");
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    /** Waits until it and all its children have gone: their common output has ended then. */
    void awaitEnd() {
        try {
            ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.waitFor();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Process " + pid() + " or a child does not end.\n" + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
