package io.readside.cli;

import io.readside.readstore.Intent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code readside resume}. */
@Command(
        name = "resume",
        description = {
            "Has a paused or stopped projection go on; what stopped it is tried again.",
            "Exit code 1 if no live worker feeds it."
        })
final class Resume extends Acting implements Callable<Integer> {

    Resume(Io io) {
        super(io);
    }

    @Override
    public Integer call() throws InterruptedException {
        return carryOut(operations -> new Intent.Act.Resume());
    }
}
