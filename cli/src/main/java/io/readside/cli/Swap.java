package io.readside.cli;

import io.readside.Operations;
import io.readside.readstore.Intent;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code readside swap}. */
@Command(
        name = "swap",
        description = {
            "Puts what was built and verified in the place of what serves now, in one transaction. The old one is kept current"
                    + " for a rollback until it is dropped.",
            "Exit code 3 if it is not verified, 1 if it could not be swapped, or no live worker is there."
        })
final class Swap extends LongAct {

    @Option(
            names = "--rename",
            description =
                    "Have views change names, as ALTER TABLE … RENAME does; refused if something depends on them. Default:"
                            + " the view of the projection's name is replaced, and what depends on it goes along.")
    private boolean rename;

    Swap(Io io) {
        super(io, "swapping");
    }

    @Override
    int act() throws InterruptedException {
        return carryOut(new Intent.Act.Swap(rename ? SwapMode.RENAME : SwapMode.REPLACE));
    }

    @Override
    Trouble refused(Operations operations, Intent.Report report) {
        return refusedSwap(operations, name, report);
    }

    @Override
    ExitCode show(Intent.Report came) {
        if (common.json()) {
            return super.show(came);
        }
        show(io, name, came);
        return ExitCode.GOOD;
    }

    static void show(Io io, String name, Intent.Report swapped) {
        try (Results results = new Results(io.out())) {
            results.line(name + ": " + swapped.message());
            results.line(RebuildText.afterSwap(name));
        }
    }

    /** Whether it only is not verified, or could not be swapped though it is. */
    static Trouble refusedSwap(Operations operations, String name, Intent.Report report) {
        boolean verified = operations
                .rebuild(name)
                .filter(rebuild ->
                        rebuild.state() == State.VERIFIED || rebuild.state().isEnd())
                .isPresent();
        return new Trouble(
                report.message(),
                "See './readside status " + name + "'.",
                verified ? ExitCode.FAILED : ExitCode.FOUND_SOMETHING);
    }
}
