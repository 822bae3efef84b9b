package io.readside.cli;

import io.readside.readstore.Intent;
import picocli.CommandLine.Command;

/** {@code readside rollback}. */
@Command(
        name = "rollback",
        description = {
            "Takes the last swap back: the projection is again what it was built as before, kept current meanwhile.",
            "Exit code 1 if nothing was swapped, or no live worker is there."
        })
final class Rollback extends LongAct {

    Rollback(Io io) {
        super(io, "rolling back");
    }

    @Override
    int act() throws InterruptedException {
        return carryOut(new Intent.Act.Rollback());
    }
}
