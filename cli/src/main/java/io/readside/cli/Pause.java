package io.readside.cli;

import io.readside.readstore.Intent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code readside pause}. */
@Command(
        name = "pause",
        description = {
            "Has a projection apply no more events until it is resumed.",
            "Exit code 1 if no live worker feeds it."
        })
final class Pause extends Acting implements Callable<Integer> {

    Pause(Io io) {
        super(io);
    }

    @Override
    public Integer call() throws InterruptedException {
        return carryOut(operations -> new Intent.Act.Pause());
    }
}
