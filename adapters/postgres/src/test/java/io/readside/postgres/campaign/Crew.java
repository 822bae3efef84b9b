package io.readside.postgres.campaign;

import io.readside.postgres.campaign.Said.What;
import io.readside.projection.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Worker processes at one database, and what they say. */
final class Crew implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TAIL = 30;

    private final Path log;
    private final List<Member> alive = new CopyOnWriteArrayList<>();
    private final List<Expectation> expectations = new CopyOnWriteArrayList<>();
    private final Map<String, Long> owners = new ConcurrentHashMap<>();

    /** @param started READY, or ENDED if it came to nothing */
    private record Member(WorkerProcess process, CompletableFuture<Said> started) {}

    private record Expectation(Predicate<Said> what, CompletableFuture<Said> said) {}

    /** @param log where the processes log to */
    Crew(Path log) {
        this.log = log;
    }

    /** Starts one more; when its workers run, it says so. */
    void join(WorkerProcess.Order order) {
        CompletableFuture<Said> started = new CompletableFuture<>();
        WorkerProcess process = WorkerProcess.start(order, log, said -> {
            if (said.what() == What.READY || said.what() == What.ENDED) {
                started.complete(said);
            }
            hear(said);
        });
        alive.add(new Member(process, started));
    }

    /** Waits until the workers of all that have joined run. */
    void awaitReady() {
        for (Member member : alive) {
            if (await(member.started()).what() == What.ENDED) {
                throw new AssertionError("A worker process has ended as soon as it was started:\n" + tail());
            }
        }
    }

    List<WorkerProcess> alive() {
        return alive.stream().map(Member::process).toList();
    }

    void kill(WorkerProcess victim) {
        victim.kill();
        leaves(victim);
    }

    /** Ends a process as an operator would, and waits for its end. */
    void terminate(WorkerProcess process) {
        process.terminate();
        leaves(process);
    }

    private void leaves(WorkerProcess process) {
        alive.removeIf(member -> member.process() == process);
    }

    /** The process that has the lease of a projection, unless its successor has not said so yet. */
    Optional<WorkerProcess> owner(Projection<?> projection) {
        Long pid = owners.get(projection.name());
        return alive().stream()
                .filter(process -> pid != null && process.pid() == pid)
                .findFirst();
    }

    /** The projections whose leases a process has. */
    List<Projection<?>> ownedBy(WorkerProcess process) {
        List<Projection<?>> owned = new ArrayList<>();
        for (Projection<?> projection : Worker.ALL) {
            if (owner(projection).filter(process::equals).isPresent()) {
                owned.add(projection);
            }
        }
        return owned;
    }

    /** What is said next of this kind, after this call. */
    CompletableFuture<Said> expect(Predicate<Said> what) {
        CompletableFuture<Said> said = new CompletableFuture<>();
        expectations.add(new Expectation(what, said));
        return said;
    }

    /** The next batches of these projections, each by another process than this one. */
    List<CompletableFuture<Said>> expectBatchesOfOthers(WorkerProcess than, List<Projection<?>> projections) {
        List<CompletableFuture<Said>> firsts = new ArrayList<>();
        for (Projection<?> projection : projections) {
            firsts.add(expect(said -> said.is(What.APPLIED, projection.name()) && said.pid() != than.pid()));
        }
        return firsts;
    }

    Said await(CompletableFuture<Said> expected) {
        try {
            return expected.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(
                    "Not heard within " + PATIENCE + "; alive: "
                            + alive().stream().map(WorkerProcess::pid).toList() + ", owners: " + owners
                            + ". They logged last:\n"
                            + tail(),
                    e);
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void hear(Said said) {
        if (said.what() == What.LEASED) {
            owners.put(said.projection(), said.pid());
        }
        expectations.removeIf(expectation -> {
            boolean met = expectation.what().test(said);
            if (met) {
                expectation.said().complete(said);
            }
            return met;
        });
    }

    @Override
    public void close() {
        alive().forEach(WorkerProcess::close);
    }
}
