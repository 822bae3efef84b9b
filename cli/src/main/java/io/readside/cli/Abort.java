package io.readside.cli;

import io.readside.readstore.Intent;
import picocli.CommandLine.Command;

/** {@code readside abort}. */
@Command(
        name = "abort",
        description = {
            "Gives the rebuild of a projection up and drops what was built.",
            "Exit code 1 if it has been swapped, or no live worker is there."
        })
final class Abort extends LongAct {

    Abort(Io io) {
        super(io, "aborting");
    }

    @Override
    int act() throws InterruptedException {
        return carryOut(new Intent.Act.Abort());
    }
}
