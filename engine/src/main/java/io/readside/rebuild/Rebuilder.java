package io.readside.rebuild;

import io.readside.event.Position;
import io.readside.eventlog.EventLog;
import io.readside.projection.Projection;
import io.readside.readstore.Compared;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.RunState;
import io.readside.reconcile.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the rebuild of one read model on. Each step begins with what the store says, and writes down where it has come to;
 * so the next process goes on where one was killed:
 *
 * <ol>
 *   <li>loading: once green is near the head, build the indexes and go on;
 *   <li>catching up: once green is as current as blue, compare;
 *   <li>at the head: compare; equal, or different as declared only, is verified;
 *   <li>verified: keep what the swap will have to look at small;
 *   <li>swapped: note no more which keys change.
 * </ol>
 *
 * <p>Green is fed by an ordinary worker. Whoever holds its lease takes these steps.
 */
final class Rebuilder {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuilder.class);

    /** Events behind the head from which on indexes are worth having. */
    private static final long NEAR_THE_HEAD = 5_000;

    /** Positions behind blue that pass for none while both move. */
    private static final long AS_CURRENT = 1_000;

    private static final String INDEXING = "readside: building indexes";

    private final Projection<?> projection;
    private final EventLog log;
    private final Rebuilds rebuilds;
    private final Verifier verifier;
    private @Nullable Goal goal;

    /** Where a rebuild has to get to. */
    private record Goal(long rebuild, long position) {}

    /** @param projection in its newest version, which replaces the others */
    Rebuilder(Projection<?> projection, EventLog log, ReadStore store, Verifier verifier) {
        this.projection = projection;
        this.log = log;
        this.rebuilds = store.rebuilds();
        this.verifier = verifier;
    }

    /** Whether this process has the code of both sides. */
    boolean knows(Rebuild rebuild) {
        return comparison(rebuild).isPresent();
    }

    Optional<Comparison> comparison(Rebuild rebuild) {
        Optional<Generation> blue = generation(rebuild, rebuild.blue());
        return projection
                .ofVersion(rebuild.version())
                .flatMap(ofGreen -> blue.flatMap(b -> projection.ofVersion(b.version()))
                        .map(ofBlue -> new Comparison(rebuild.blue(), ofBlue, rebuild.green(), ofGreen)));
    }

    /**
     * Takes the next step, if there is one to take now.
     *
     * @param meanwhile what else there is to do, to be done between the parts of a long step
     */
    void step(Rebuild rebuild, Runnable meanwhile) throws InterruptedException {
        boolean indexing = rebuild.pausedBy().filter(INDEXING::equals).isPresent();
        if (rebuild.pausedBy().isPresent() && !indexing) {
            return;
        }
        switch (rebuild.state()) {
            case LOADING -> load(rebuild);
            case CATCHING_UP -> catchUp(rebuild);
            case AT_HEAD -> compare(rebuild, meanwhile);
            case VERIFIED -> drain(rebuild);
            case SWAPPED -> comparison(rebuild).ifPresent(verifier::end);
            default -> {} // waits for somebody, or has come to its end
        }
    }

    private void drain(Rebuild rebuild) throws InterruptedException {
        Optional<Comparison> comparison = comparison(rebuild);
        if (comparison.isPresent()) {
            verifier.drain(comparison.get());
        }
    }

    private void load(Rebuild rebuild) {
        boolean indexing = rebuild.pausedBy().isPresent();
        Position place = position(rebuild, rebuild.green());
        if (!indexing && log.backlog(place).events() > NEAR_THE_HEAD) {
            return;
        }
        Rebuild waiting = indexing ? rebuild : rebuilds.pause(rebuild, INDEXING);
        rebuilds.index(waiting, projection.ofVersion(rebuild.version()).orElseThrow());
        Rebuild resumed = rebuilds.resume(waiting);
        report(rebuilds.move(resumed, State.CATCHING_UP, "loaded up to position " + place + ", indexed and analyzed"));
    }

    /** Passed what was the head when it began to catch up, so that whatever is to be parked there is, and not far behind now. */
    private void catchUp(Rebuild rebuild) {
        long now = rebuild.newTimeline()
                ? log.head().value()
                : position(rebuild, rebuild.blue()).value();
        if (goal == null || goal.rebuild() != rebuild.id()) {
            goal = new Goal(rebuild.id(), now);
        }
        long green = position(rebuild, rebuild.green()).value();
        if ((green >= goal.position() && green >= now - AS_CURRENT) || standsStill(rebuild)) {
            report(rebuilds.move(rebuild, State.AT_HEAD, "to be compared"));
        }
    }

    private boolean standsStill(Rebuild rebuild) {
        return generation(rebuild, rebuild.green())
                .filter(green -> !(green.state() instanceof RunState.Running))
                .isPresent();
    }

    /** What changes while green waits need not be noted: it is compared anew afterwards. */
    void forget(Rebuild rebuild) {
        comparison(rebuild).ifPresent(verifier::end);
    }

    private void compare(Rebuild rebuild, Runnable meanwhile) throws InterruptedException {
        if (rebuild.newTimeline()) {
            report(rebuilds.move(
                    rebuild, State.VERIFIED, "not compared: blue is of a log that is gone, as the operator accepted"));
            return;
        }
        Optional<Comparison> comparison = comparison(rebuild);
        if (comparison.isEmpty()) {
            return;
        }
        if (comparison.get().differences().isEntire()) {
            report(rebuilds.move(
                    rebuild,
                    State.VERIFIED,
                    "not compared, as declared: "
                            + String.join("; ", comparison.get().differences().reasons())));
            return;
        }
        Optional<String> obstacle = obstacle(rebuild);
        if (obstacle.isPresent()) {
            if (!rebuild.note().equals(obstacle.get())) {
                report(rebuilds.move(rebuild, State.AT_HEAD, obstacle.get()));
            }
            return;
        }
        Rebuild round = rebuilds.nextRound(rebuild);
        Optional<Compared> compared = verifier.verify(comparison.get(), () -> {
            meanwhile.run();
            return isStill(round);
        });
        if (compared.isPresent()) {
            Compared found = compared.get();
            State to = found.unexpected() == 0 ? State.VERIFIED : State.DIFFERS;
            report(rebuilds.move(round, to, Words.compared(found), found));
            if (to == State.DIFFERS) {
                verifier.end(comparison.get());
            }
        }
    }

    /** Why the two cannot be brought to one position, or cannot be alike there. */
    private Optional<String> obstacle(Rebuild rebuild) {
        return Stream.of(rebuild.blue(), rebuild.green())
                .flatMap(id -> generation(rebuild, id).stream())
                .filter(generation -> !(generation.state() instanceof RunState.Running))
                .findFirst()
                .map(generation -> standsStill(rebuild, generation))
                .or(() -> generation(rebuild, rebuild.green())
                        .filter(green -> green.parkedKeys() > 0)
                        .map(green -> "waits to be compared, since " + green.parkedKeys() + " of its keys are parked."
                                + " Retry or skip them; they are shown by: ./readside parked "
                                + rebuild.projection()));
    }

    private static String standsStill(Rebuild rebuild, Generation generation) {
        boolean isGreen = generation.id().equals(rebuild.green());
        return "waits to be compared, since " + generation.id() + " stands still: " + generation.state()
                + ". Let it run: ./readside resume " + rebuild.projection()
                + (isGreen
                        ? " --rebuild"
                        : "; a version that is to replace a read model which has stopped for good says differsEntirely");
    }

    private boolean isStill(Rebuild rebuild) {
        return rebuilds.last(rebuild.projection())
                .filter(now -> now.id() == rebuild.id() && now.state() == rebuild.state())
                .filter(now -> now.round() == rebuild.round())
                .filter(now -> now.pausedBy().isEmpty())
                .isPresent();
    }

    private Position position(Rebuild rebuild, GenerationId id) {
        return generation(rebuild, id)
                .map(generation -> generation.checkpoint().position())
                .orElse(Position.ZERO);
    }

    private Optional<Generation> generation(Rebuild rebuild, GenerationId id) {
        return rebuilds.generations(List.of(rebuild.projection())).stream()
                .filter(generation -> generation.id().equals(id))
                .findFirst();
    }

    private static void report(Rebuild now) {
        LOG.info("Rebuild of '{}' into {}: {}, {}.", now.projection(), now.green(), now.state(), now.note());
    }
}
