package io.readside.cli;

import io.readside.Operations;
import io.readside.readstore.Intent;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

/** What takes as long as it takes: waited for while somebody is there to do it. Ctrl-C only ends the waiting. */
abstract class LongAct extends Acting implements Callable<Integer> {

    /** Longest that nobody may be there; another process takes over within 6 s by default. */
    static final Duration UNATTENDED = Duration.ofSeconds(10);

    private final String doing;

    /** @param doing a verb: {@code swapping} */
    LongAct(Io io, String doing) {
        super(io);
        this.doing = doing;
    }

    @Override
    public final Integer call() throws InterruptedException {
        try (Interruption interruption = Interruption.endsWith(ExitCode.FAILED)) {
            try {
                return act();
            } catch (InterruptedException e) {
                leave().tell(io, common.json());
                return ExitCode.FAILED.code();
            }
        }
    }

    abstract int act() throws InterruptedException;

    /** What there is to say to whoever does not wait for the end. */
    Trouble leave() {
        return new Trouble(
                "The end of " + doing + " '" + name + "' was not waited for.",
                "What was asked is done all the same; see './readside status " + name + "'.");
    }

    @Override
    final Intent.Report ask(Operations operations, Intent.Act act) throws InterruptedException {
        Intent asked = operations.submit(name, act, by());
        try (Progress progress = new Progress(io, doing + " " + name)) {
            return operations.await(asked, UNATTENDED, () -> progress.at(() -> share(operations)));
        }
    }

    /** How much of it is done, if that can be told. */
    OptionalDouble share(Operations operations) {
        return OptionalDouble.empty();
    }

    @Override
    Trouble refused(Operations operations, Intent.Report report) {
        return new Trouble(report.message(), "See './readside status " + name + "'.");
    }
}
