package io.readside.cli;

import io.readside.Operations;
import io.readside.monitor.Monitor;
import io.readside.monitor.RebuildStatus;
import io.readside.readstore.Generation;
import io.readside.readstore.Rebuild;
import io.readside.readstore.RunState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** Watches a rebuild until there is a verdict on it. */
final class Follower {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Operations operations;
    private final Monitor monitor;
    private final Io io;
    private final String name;
    private final Duration unattended;
    private long fed = System.nanoTime();
    private long changed = fed;

    /** @param unattended longest that nobody may feed green */
    Follower(Operations operations, Monitor monitor, Io io, String name, Duration unattended) {
        this.operations = operations;
        this.monitor = monitor;
        this.io = io;
        this.name = name;
        this.unattended = unattended;
    }

    /**
     * The rebuild when it is verified, differs, was swapped by somebody, or has ended.
     *
     * @throws Trouble if nobody goes on with it
     */
    Rebuild follow() throws InterruptedException {
        long id = last().id();
        try (Progress progress = new Progress(io, name)) {
            Rebuild before = last();
            for (Rebuild now = before; ; now = last()) {
                if (now.id() != id) {
                    throw new Trouble(
                            "The rebuild of '" + name + "' has ended and another one has begun.",
                            "See './readside status " + name + "'.");
                }
                if (isDecided(now)) {
                    return now;
                }
                if (now.state() != before.state()) {
                    before = now;
                    changed = System.nanoTime();
                }
                Optional<RebuildStatus> status = monitor.rebuild(name);
                if (status.isPresent()) {
                    requireGoingOn(status.get());
                    progress.show(() -> sight(status.get()));
                }
                Thread.sleep(LOOK_AGAIN.toMillis());
            }
        }
    }

    private Rebuild last() {
        return operations
                .rebuild(name)
                .orElseThrow(() -> new Trouble(
                        "The rebuild of '" + name + "' is not there any more.",
                        "See './readside status " + name + "'."));
    }

    private static boolean isDecided(Rebuild rebuild) {
        return switch (rebuild.state()) {
            case PLANNED, LOADING, CATCHING_UP, AT_HEAD -> false;
            case DIFFERS, VERIFIED, SWAPPED, DROPPED, ABORTED -> true;
        };
    }

    private void requireGoingOn(RebuildStatus status) {
        Generation green = status.green().generation();
        if (green.state() instanceof RunState.Stopped stopped) {
            throw new Trouble(
                    green.id() + " stopped at position " + stopped.at() + " (" + stopped.event() + "): "
                            + stopped.reason(),
                    "Mend the projection or the event's type and deploy: it goes on from there. Or give it up:"
                            + " ./readside abort " + name);
        }
        if (green.state() instanceof RunState.Regressed regressed) {
            throw new Trouble(
                    green.id() + " has stopped: " + regressed.reason(), "Give it up: ./readside abort " + name);
        }
        if (RebuildStatus.isFed(status.green())) {
            fed = System.nanoTime();
        } else if (System.nanoTime() - fed > unattended.toNanos()) {
            throw new Trouble(
                    "No live worker feeds " + green.id() + ", which is of version " + green.version() + ".",
                    "The rebuild goes on when an instance runs that declares version " + green.version() + ".");
        }
    }

    private Progress.Sight sight(RebuildStatus status) {
        Rebuild rebuild = status.rebuild();
        if (status.pace().isEmpty()) {
            Duration since = Duration.ofNanos(System.nanoTime() - changed);
            return new Progress.Sight(
                    OptionalDouble.empty(), RebuildText.doing(rebuild) + "  " + Durations.text(since));
        }
        long done = status.green().generation().checkpoint().position().value();
        long head = Math.max(1, status.left().head().value());
        return new Progress.Sight(
                OptionalDouble.of(Math.min(1, (double) done / head)),
                RebuildText.doing(rebuild) + "  " + RebuildText.leftBriefly(status));
    }
}
