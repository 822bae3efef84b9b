package io.readside.cli;

import io.readside.Operations;
import io.readside.event.Json;
import io.readside.readstore.Generation;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Scope;
import io.readside.readstore.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code readside reconcile}. */
@Command(
        name = "reconcile",
        description = {
            "Recomputes a read model from the log, event by event and beside the running system, and shows the keys that are"
                    + " not what the log says.",
            "Exit code 3 if there is one; with --repair, if there still is one after the repair."
        })
final class Reconcile extends LongAct {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--repair", description = "Project the keys that are wrong anew, and look again.")
    private boolean repair;

    @Option(names = "--from", paramLabel = "KEY", description = "Only keys from this one on.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "KEY", description = "Only keys up to this one.")
    private @Nullable String to;

    @Option(names = "--sample", paramLabel = "N", description = "Only so many keys, chosen by chance.")
    private @Nullable Integer sample;

    @Option(names = "--seed", paramLabel = "S", description = "The same sample again. Default: another one each time.")
    private @Nullable Long seed;

    Reconcile(Io io) {
        super(io, "reconciling");
    }

    @Override
    int act() throws InterruptedException {
        Scope scope = scope();
        return carryOut(new Intent.Act.Reconcile(scope, repair));
    }

    private Scope scope() {
        boolean range = from != null || to != null;
        require(sample == null || sample > 0, "--sample needs a number of keys.");
        require(sample == null || !range, "Give a range or a sample, not both.");
        require(seed == null || sample != null, "--seed is for --sample N.");
        if (sample != null) {
            return new Scope.Sample(sample, seed == null ? new SplittableRandom().nextLong() : seed);
        }
        return range ? new Scope.Range(Optional.ofNullable(from), Optional.ofNullable(to)) : new Scope.Whole();
    }

    private void require(boolean sense, String otherwise) {
        if (!sense && spec != null) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    /** How far what is recomputed is from the read model. */
    @Override
    OptionalDouble share(Operations operations) {
        List<Generation> all = operations.generations(name);
        Optional<Generation> scratch = only(all, Role.SCRATCH);
        Optional<Generation> active = only(all, Role.ACTIVE);
        if (scratch.isEmpty() || active.isEmpty()) {
            return OptionalDouble.empty();
        }
        long goal = Math.max(1, position(active.get()));
        return OptionalDouble.of(Math.min(1, (double) position(scratch.get()) / goal));
    }

    private static Optional<Generation> only(List<Generation> all, Role role) {
        return all.stream().filter(one -> one.role() == role).findFirst();
    }

    private static long position(Generation generation) {
        return generation.checkpoint().position().value();
    }

    @Override
    ExitCode show(Intent.Report came) {
        Map<String, Object> details = came.details().map(Json::readObject).orElse(Map.of());
        ReconcileText found = new ReconcileText(details);
        try (Results results = new Results(io.out())) {
            if (common.json()) {
                results.line(Json.write(details));
            } else {
                results.line(name + ": " + came.message());
                found.lines().forEach(results::line);
                if (!found.isClean()) {
                    results.line("The events of a key: ./readside why " + name + " KEY");
                }
            }
        }
        return found.isClean() ? ExitCode.GOOD : ExitCode.FOUND_SOMETHING;
    }
}
