package io.readside.testkit;

import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Comparison;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.RunState;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Stores that get one thing wrong when green takes the place of blue, gives it back, or one of the two goes. */
final class BrokenSwaps {

    private BrokenSwaps() {}

    /** A store that swaps otherwise. */
    abstract static class Swapping extends TamperedStore {

        abstract Rebuild swap(Rebuilds to, Rebuild rebuild, Comparison comparison, SwapMode mode, Duration timeout);

        @Override
        public final Rebuilds rebuilds() {
            Rebuilds to = honest.rebuilds();
            return new Forwarding.ToRebuilds(to) {
                @Override
                public Rebuild swap(Rebuild rebuild, Comparison comparison, SwapMode mode, Duration lockTimeout) {
                    return Swapping.this.swap(to, rebuild, comparison, mode, lockTimeout);
                }
            };
        }
    }

    /** The same rebuild, of one timeline, so that both sides wait for each other, or of a new one. */
    private static Rebuild waiting(boolean isWaiting, Rebuild r) {
        return new Rebuild(
                r.id(),
                r.blue(),
                r.green(),
                r.version(),
                r.state(),
                r.by(),
                r.pausedBy(),
                r.begun(),
                r.took(),
                r.from(),
                r.since(),
                r.compared(),
                r.note(),
                r.round(),
                !isWaiting);
    }

    static class SwapsInName extends Swapping {
        @Override
        Rebuild swap(Rebuilds to, Rebuild rebuild, Comparison comparison, SwapMode mode, Duration timeout) {
            return to.move(rebuild, State.SWAPPED, "in name");
        }
    }

    /** Wherever both stand, whatever they hold. */
    static class SwapsAnything extends Swapping {
        @Override
        Rebuild swap(Rebuilds to, Rebuild rebuild, Comparison comparison, SwapMode mode, Duration timeout) {
            return to.swap(waiting(false, rebuild), comparison, mode, timeout);
        }
    }

    static class InsistsOnAMeeting extends Swapping {
        @Override
        Rebuild swap(Rebuilds to, Rebuild rebuild, Comparison comparison, SwapMode mode, Duration timeout) {
            return to.swap(waiting(true, rebuild), comparison, mode, timeout);
        }
    }

    /** Gives up what waits, to be rid of it. */
    static class SwapsOverParkedKeys extends Swapping {
        @Override
        Rebuild swap(Rebuilds to, Rebuild rebuild, Comparison comparison, SwapMode mode, Duration timeout) {
            Applier green = honest.applier(comparison.ofRight(), rebuild.green());
            List<Place> waiting = green.parked().entrySet().stream()
                    .map(first -> new Place(first.getKey(), first.getValue()))
                    .toList();
            green.recover(new Recovery(green.current().epoch(), List.of(), waiting, List.of()));
            return to.swap(rebuild, comparison, mode, timeout);
        }
    }

    /** Says so first, and then does it. */
    static class SwapsInPieces extends Swapping {
        @Override
        Rebuild swap(Rebuilds to, Rebuild rebuild, Comparison comparison, SwapMode mode, Duration timeout) {
            return to.swap(to.move(rebuild, State.SWAPPED, "about to"), comparison, mode, timeout);
        }
    }

    /** Lets whoever knows a generation go on in whichever epoch. */
    static class FencesNobody extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(new Batch(
                            current().epoch(),
                            batch.from(),
                            batch.to(),
                            batch.changes(),
                            batch.bindings(),
                            batch.parked()));
                }
            };
        }
    }

    static class RollsBackInName extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout) {
                    return super.move(rebuild, State.AT_HEAD, note);
                }
            };
        }
    }

    /** Says that it was done where it cannot be. */
    static class RollsBackAnyway extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout) {
                    try {
                        return super.rollback(rebuild, note, lockTimeout);
                    } catch (SwapBlocked | SwapRefused no) {
                        return super.move(rebuild, State.AT_HEAD, note);
                    }
                }
            };
        }
    }

    /** Waits for a green that may never run again. */
    static class RollsBackFromARunningGreenOnly extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout) {
                    boolean runs = super.generations(List.of(rebuild.projection())).stream()
                            .filter(generation -> generation.id().equals(rebuild.green()))
                            .allMatch(generation -> generation.state() instanceof RunState.Running);
                    if (!runs) {
                        throw new SwapBlocked("green does not run");
                    }
                    return super.rollback(rebuild, note, lockTimeout);
                }
            };
        }
    }

    /** Asks nobody who may still need it. */
    static class DropsUnderReaders extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout) {
                    honest.leases().release("old@host-a", Set.of(rebuild.blue()));
                    return super.drop(rebuild, note, lockTimeout);
                }
            };
        }
    }

    /** Goes by what somebody wanted when the lease was taken, before there was a green. */
    static class ForgetsWhatIsWantedSince extends TamperedStore {
        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                    return wanted.stream()
                            .flatMap(one -> super.hold(owner, Set.of(one), term).stream())
                            .toList();
                }
            };
        }
    }

    static class DropsInName extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout) {
                    State end = rebuild.state() == State.SWAPPED ? State.DROPPED : State.ABORTED;
                    return super.move(rebuild, end, note);
                }
            };
        }
    }
}
