package io.readside.rebuild;

import io.readside.event.Anchor;
import io.readside.eventlog.EventLog;
import io.readside.projection.Projection;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RebuildMoved;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reporting;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Does what an operator wants with a rebuild, once: the report of what changes a rebuild is written down in the act that changes it,
 * so no act is repeated, perhaps on the next rebuild, since its report was lost. What is so already is said to be so.
 */
final class RebuildActs {

    private static final String ROLLED_BACK = "rolled back by ";

    private final Projection<?> projection;
    private final EventLog log;
    private final Rebuilds rebuilds;
    private final Rebuilder rebuilder;
    private final Switch swaps;

    RebuildActs(Projection<?> projection, EventLog log, Rebuilds rebuilds, Rebuilder rebuilder, Switch swaps) {
        this.projection = projection;
        this.log = log;
        this.rebuilds = rebuilds;
        this.rebuilder = rebuilder;
        this.swaps = swaps;
    }

    Report act(Intent intent) throws InterruptedException {
        Act act = intent.act();
        try {
            if (act instanceof Act.StartRebuild start) {
                return start(start, intent);
            }
            Optional<Rebuild> open =
                    rebuilds.open(Set.of(projection.name())).stream().findFirst();
            if (open.isEmpty()) {
                return ended(act);
            }
            return act(intent, open.get());
        } catch (RebuildMoved moved) {
            return refused(moved.getMessage() + " Look again with: ./readside status");
        }
    }

    private Report act(Intent intent, Rebuild rebuild) throws InterruptedException {
        Act act = intent.act();
        if (act instanceof Act.Swap swap) {
            return swap(rebuild, swap.mode(), intent);
        }
        if (act instanceof Act.Rollback) {
            return rollback(rebuild, intent);
        }
        if (act instanceof Act.Drop) {
            return drop(rebuild, intent);
        }
        if (act instanceof Act.Abort) {
            return abort(rebuild, intent);
        }
        return act instanceof Act.PauseRebuild ? pause(rebuild, intent) : resume(rebuild, intent);
    }

    private static Reporting reportOn(Intent intent) {
        return new Reporting(intent.id(), RebuildActs::done);
    }

    private Rebuilds reporting(Intent intent) {
        return rebuilds.reporting(reportOn(intent));
    }

    private Report start(Act.StartRebuild start, Intent intent) {
        String by = intent.by();
        Optional<Rebuild> open =
                rebuilds.open(Set.of(projection.name())).stream().findFirst();
        Generation active = active();
        boolean regressed = active.state() instanceof RunState.Regressed;
        if (regressed
                && !start.newTimeline()
                && open.filter(Rebuild::newTimeline).isEmpty()) {
            return refused("The log is not the one that " + active.id() + " was built from: " + active.state()
                    + ". Green cannot be set against it. If the log is right as it is: ./readside rebuild "
                    + projection.name() + " --new-timeline");
        }
        if (start.newTimeline() && !regressed) {
            return refused("The log is the one that " + active.id() + " was built from, so there is no new timeline to"
                    + " accept. Leave --new-timeline out.");
        }
        if (start.newTimeline() && isOfAnotherLog(active)) {
            return refused("The log " + log.id() + " is another one than that which " + active.id()
                    + " was built from, not the same one without its tail. Let the application read the right log, or give the"
                    + " read model of this one a name of its own.");
        }
        if (open.filter(other -> other.version() < projection.version()).isPresent()) {
            return refused("The rebuild that is open is into version "
                    + open.get().version() + ", and this process has version " + projection.version()
                    + ". End it first: ./readside abort " + projection.name()
                    + (open.get().state() == State.SWAPPED
                            ? ", or after a swap: ./readside drop " + projection.name()
                            : "")
                    + "; then green is planned for version " + projection.version() + ".");
        }
        Rebuild rebuild = open.orElseGet(() -> plan(active, by, start.newTimeline()));
        return switch (rebuild.state()) {
            case PLANNED -> done(reporting(intent).move(rebuild, State.LOADING, "wanted by " + by));
            case DIFFERS ->
                done(reporting(intent).move(rebuild, State.AT_HEAD, "to be compared again, as " + by + " wants"));
            case SWAPPED ->
                refused("The last rebuild has been swapped and blue, " + rebuild.blue()
                        + ", is kept for a rollback. End it first: ./readside drop " + projection.name());
            default -> done(rebuild);
        };
    }

    private boolean isOfAnotherLog(Generation active) {
        Anchor anchor = active.checkpoint().anchor();
        return anchor != null && !anchor.log().equals(log.id());
    }

    private Rebuild plan(Generation active, String by, boolean newTimeline) {
        if (active.version() > projection.version()) {
            throw new SwapRefused("The active generation " + active.id() + " is of version " + active.version()
                    + ", this process has the code of version " + projection.version()
                    + ". Ask when only instances of the newer version run.");
        }
        if (newTimeline) {
            int lost = active.checkpoint().timeline().orElse(1);
            log.beginTimelineAfter(
                    lost); // first: what green reads is of the new one, and so are the tokens that it is good for
        }
        return rebuilds.plan(projection, by, newTimeline);
    }

    private Generation active() {
        return rebuilds.generations(List.of(projection.name())).stream()
                .filter(generation -> generation.role() == Role.ACTIVE)
                .findFirst()
                .orElseThrow();
    }

    private Report swap(Rebuild rebuild, SwapMode mode, Intent intent) throws InterruptedException {
        if (rebuild.pausedBy().isPresent()) {
            return refused("Green " + rebuild.green() + " is paused by "
                    + rebuild.pausedBy().get() + " and falls behind. First: ./readside resume " + projection.name()
                    + " --rebuild");
        }
        Optional<Comparison> comparison = rebuilder.comparison(rebuild);
        if (comparison.isEmpty()) {
            return refused("This process has not the code of both sides of the rebuild.");
        }
        return switch (rebuild.state()) {
            case VERIFIED -> done(swaps.swap(rebuild, comparison.get(), mode, reportOn(intent)));
            case SWAPPED -> done(rebuild);
            case DIFFERS ->
                refused("Green " + rebuild.green() + " is not what blue " + rebuild.blue() + " is: " + rebuild.note()
                        + ". Declare the difference in the new version or mend it, then: ./readside rebuild "
                        + projection.name() + "; or give it up: ./readside abort " + projection.name());
            default ->
                refused("Green " + rebuild.green() + " is not ready: " + rebuild.state() + ", " + rebuild.note()
                        + ". See ./readside status " + projection.name());
        };
    }

    private Report rollback(Rebuild rebuild, Intent intent) throws InterruptedException {
        if (rebuild.state() == State.AT_HEAD && rebuild.note().startsWith(ROLLED_BACK)) {
            return done(rebuild);
        }
        if (rebuild.state() != State.SWAPPED) {
            return refused("There is nothing to take back: " + rebuild.blue() + " is active, green " + rebuild.green()
                    + " is " + rebuild.state() + ".");
        }
        if (rebuild.newTimeline()) {
            return refused(
                    "Blue " + rebuild.blue() + " holds events of a log that is gone. There is no way back to it.");
        }
        return done(swaps.rollback(rebuild, ROLLED_BACK + intent.by(), reportOn(intent)));
    }

    private Report drop(Rebuild rebuild, Intent intent) throws InterruptedException {
        return rebuild.state() == State.SWAPPED
                ? done(swaps.drop(rebuild, "blue " + rebuild.blue() + " dropped by " + intent.by(), reportOn(intent)))
                : abort(rebuild, intent);
    }

    private Report abort(Rebuild rebuild, Intent intent) throws InterruptedException {
        if (rebuild.state() == State.SWAPPED) {
            return refused("Green " + rebuild.green()
                    + " has been swapped and is active. To go back first: ./readside rollback " + projection.name());
        }
        return done(swaps.drop(rebuild, "given up by " + intent.by(), reportOn(intent)));
    }

    private Report pause(Rebuild rebuild, Intent intent) {
        if (rebuild.state() == State.SWAPPED) {
            return refused("Green " + rebuild.green() + " is active: ./readside pause " + projection.name());
        }
        if (rebuild.pausedBy().isPresent()) {
            return done(rebuild);
        }
        Rebuild paused = reporting(intent)
                .pause(
                        rebuild.state() == State.VERIFIED
                                ? rebuilds.move(rebuild, State.AT_HEAD, "to be compared again once it goes on")
                                : rebuild,
                        intent.by());
        rebuilder.forget(paused);
        return done(paused);
    }

    private Report resume(Rebuild rebuild, Intent intent) {
        return done(
                rebuild.state() == State.PLANNED ? rebuild : reporting(intent).resume(rebuild));
    }

    private Report ended(Act act) {
        Optional<Rebuild> last = rebuilds.last(projection.name());
        boolean isSo = last.filter(rebuild ->
                        act instanceof Act.Drop || (act instanceof Act.Abort && rebuild.state() == State.ABORTED))
                .isPresent();
        return isSo
                ? done(last.get())
                : refused("No rebuild of '" + projection.name() + "' is open. Begin one: ./readside rebuild "
                        + projection.name());
    }

    private static Report done(Rebuild now) {
        String paused = now.pausedBy().map(by -> ", paused by " + by).orElse("");
        return new Report(
                true,
                now.green() + ": " + now.state().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + now.note()
                        + paused + ".");
    }

    private static Report refused(String message) {
        return new Report(false, message);
    }
}
