package io.readside.cli;

import io.readside.Operations;
import io.readside.readstore.Intent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code readside retry}. */
@Command(
        name = "retry",
        description = {
            "Tries the parked events of a key again, in order, with the code that runs now.",
            "Exit code 1 if a key is still parked afterwards, or no live worker feeds the projection."
        })
final class Retry extends ShortAct implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "KEY",
            description = "Plain text, or a JSON array if the key has several parts.")
    private @Nullable String key;

    @Option(names = "--all", description = "Every parked key of the projection.")
    private boolean all;

    Retry(Io io) {
        super(io);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (all == (key != null) && spec != null) {
            throw new ParameterException(spec.commandLine(), "Name one key, or give --all.");
        }
        return carryOut(this::whereParked);
    }

    /** In each generation where there is something to try; if there is nothing, the worker says so. */
    private List<Intent.Act.Retry> whereParked(Operations operations) {
        List<Intent.Act.Retry> acts = parked(operations, key)
                .map(found -> found.generation().number())
                .distinct()
                .map(generation -> new Intent.Act.Retry(Optional.ofNullable(key), Optional.of(generation)))
                .toList();
        return acts.isEmpty() ? List.of(new Intent.Act.Retry(Optional.ofNullable(key))) : acts;
    }
}
