package io.readside.benchmarks.run;

import io.readside.benchmarks.database.PostgresServer;
import io.readside.benchmarks.figures.Measured;
import io.readside.benchmarks.figures.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Readside beside its peers and the limits of the machine: lines of JSON on standard output, all else on standard error. */
public final class Run {

    private final Options options;
    private final Optional<Jvm> axon5;
    private final Summary summary = new Summary();
    private boolean failed;

    private Run(Options options, Optional<Jvm> axon5) {
        this.options = options;
        this.axon5 = axon5;
    }

    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + System.lineSeparator() + Options.USAGE);
            System.exit(2);
            return;
        }
        Run run = new Run(
                options, Jvm.axon5(System.getProperty("axon5.java.home", ""), Path.of("benchmarks/axon5/target")));
        run.all();
        System.exit(run.failed ? 1 : 0);
    }

    private void all() throws Exception {
        Path files = Files.createTempDirectory("readside-benchmarks");
        try (PostgresServer server = PostgresServer.start()) {
            Rounds rounds = new Rounds(server, files, options.events());
            for (Workload workload : options.workloads()) {
                for (int round = 1; round <= options.rounds(); round++) {
                    for (Entrant entrant : entrants(workload)) {
                        take(rounds, workload, round, entrant);
                    }
                }
            }
        } finally {
            delete(files);
        }
        summary.lines().forEach(System.out::println);
        summary.print(System.err);
    }

    private List<Entrant> entrants(Workload workload) {
        List<Entrant> entrants = new ArrayList<>();
        for (Entrant entrant : workload.entrants()) {
            boolean runs = entrant != Entrant.AXON5 || axon5.isPresent();
            if (options.takesPart(entrant) && runs) {
                entrants.add(entrant);
            }
        }
        return entrants;
    }

    private void take(Rounds rounds, Workload workload, int round, Entrant entrant) throws InterruptedException {
        System.err.printf("%s, round %d of %d: %s%n", workload.label(), round, options.rounds(), entrant.label());
        Measured head = new Measured()
                .put("contender", entrant.label())
                .put("workload", workload.label())
                .put("round", round);
        try {
            Jvm jvm = entrant == Entrant.AXON5 ? axon5.orElseThrow() : Jvm.own();
            for (Measured figures : rounds.run(workload, entrant, jvm)) {
                Measured line = head.with(figures);
                System.out.println(line);
                summary.add(line);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failed = true;
            System.out.println(head.with(new Measured().put("error", String.valueOf(e.getMessage()))));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
