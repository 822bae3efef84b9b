package io.readside.cli;

import io.readside.readstore.Intent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code readside resume}. */
@Command(
        name = "resume",
        description = {
            "Has a paused or stopped projection go on; what stopped it is tried again.",
            "Exit code 1 if no live worker feeds it."
        })
final class Resume extends ShortAct implements Callable<Integer> {

    @Option(names = "--rebuild", description = "Its rebuild, not the projection itself.")
    private boolean rebuild;

    Resume(Io io) {
        super(io);
    }

    @Override
    public Integer call() throws InterruptedException {
        return carryOut(rebuild ? new Intent.Act.ResumeRebuild() : new Intent.Act.Resume());
    }
}
