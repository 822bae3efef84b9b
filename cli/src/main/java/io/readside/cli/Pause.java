package io.readside.cli;

import io.readside.readstore.Intent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code readside pause}. */
@Command(
        name = "pause",
        description = {
            "Has a projection apply no more events until it is resumed.",
            "Exit code 1 if no live worker feeds it."
        })
final class Pause extends ShortAct implements Callable<Integer> {

    @Option(names = "--rebuild", description = "Its rebuild, not the projection itself.")
    private boolean rebuild;

    Pause(Io io) {
        super(io);
    }

    @Override
    public Integer call() throws InterruptedException {
        return carryOut(rebuild ? new Intent.Act.PauseRebuild() : new Intent.Act.Pause());
    }
}
