package io.readside.cli;

import io.readside.readstore.Intent;
import picocli.CommandLine.Command;

/** {@code readside drop}. */
@Command(
        name = "drop",
        description = {
            "Drops what a swap has replaced, and with it the way back; before a swap, what was built.",
            "Exit code 1 if something depends on it, or no live worker is there."
        })
final class Drop extends LongAct {

    Drop(Io io) {
        super(io, "dropping");
    }

    @Override
    int act() throws InterruptedException {
        return carryOut(new Intent.Act.Drop());
    }
}
