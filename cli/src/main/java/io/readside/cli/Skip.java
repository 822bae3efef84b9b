package io.readside.cli;

import io.readside.Operations;
import io.readside.readstore.Intent;
import io.readside.readstore.ParkedKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code readside skip}. */
@Command(
        name = "skip",
        description = {
            "Gives up the first parked event of a key for good, and tries those behind it. Who did so, and why, is kept in"
                    + " readside.skipped_event.",
            "Exit code 1 if the key is not parked, or no live worker feeds the projection."
        })
final class Skip extends ShortAct implements Callable<Integer> {

    @Parameters(
            index = "1",
            paramLabel = "KEY",
            description = "Plain text, or a JSON array if the key has several parts.")
    private String key = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; kept for good.")
    private String reason = "";

    Skip(Io io) {
        super(io);
    }

    @Override
    public Integer call() throws InterruptedException {
        return carryOut(operations -> List.of(ofFirst(operations)));
    }

    /** One generation is enough: the others follow. */
    private Intent.Act.Skip ofFirst(Operations operations) {
        ParkedKey found = parked(operations, key)
                .findFirst()
                .orElseThrow(() -> new Trouble(
                        "Key " + key + " of '" + name + "' is not parked.", "See './readside parked " + name + "'."));
        return new Intent.Act.Skip(
                key,
                found.first().position().value(),
                reason,
                Optional.of(found.generation().number()));
    }
}
