package io.readside.testkit;

import io.readside.event.Checkpoint;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Compared;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Reads;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.SwapMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Stores that get one thing wrong about a generation that is built beside the active one, and about meetings. */
final class BrokenRebuilds {

    private BrokenRebuilds() {}

    private static Applier green(TamperedStore store, Rebuild rebuild) {
        return store.honest.applier(BlueAndGreen.NEWER, rebuild.green());
    }

    /** What came before would be missing. */
    static class BeginsWhereBlueStands extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild plan(Projection<?> projection, String by, boolean newTimeline) {
                    Rebuild planned = super.plan(projection, by, newTimeline);
                    Applier green = green(BeginsWhereBlueStands.this, planned);
                    if (green.current().checkpoint().equals(Checkpoint.ZERO)) {
                        green.apply(new Batch(
                                green.current().epoch(), Checkpoint.ZERO, Checkpoint.of(5), List.of(), List.of()));
                    }
                    return planned;
                }
            };
        }
    }

    static class PlansAnew extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public synchronized Rebuild plan(Projection<?> projection, String by, boolean newTimeline) {
                    open(List.of(projection.name())).forEach(open -> drop(open, "anew", Duration.ZERO));
                    return super.plan(projection, by, newTimeline);
                }
            };
        }
    }

    /** Gives back what has come to its end. */
    static class PlansOnce extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild plan(Projection<?> projection, String by, boolean newTimeline) {
                    return last(projection.name()).orElseGet(() -> super.plan(projection, by, newTimeline));
                }
            };
        }
    }

    /** The generation first, and then the rebuild that it is for. */
    static class PlansInPieces extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild plan(Projection<?> projection, String by, boolean newTimeline) {
                    Generation first = scratch(projection);
                    Rebuild planned = super.plan(projection, by, newTimeline);
                    dropScratch(first.id().projection());
                    return planned;
                }
            };
        }
    }

    static class FeedsAtOnce extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild plan(Projection<?> projection, String by, boolean newTimeline) {
                    Rebuild planned = super.plan(projection, by, newTimeline);
                    Applier green = green(FeedsAtOnce.this, planned);
                    green.run(green.current().epoch());
                    return planned;
                }
            };
        }
    }

    static class FeedsWhatIsPaused extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild pause(Rebuild rebuild, String by) {
                    Rebuild paused = super.pause(rebuild, by);
                    Applier green = green(FeedsWhatIsPaused.this, paused);
                    green.run(green.current().epoch());
                    return paused;
                }
            };
        }
    }

    /** Does not care whether somebody else was first. */
    static class MovesForAnyone extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {

                private Rebuild now(Rebuild rebuild) {
                    return last(rebuild.projection()).orElseThrow();
                }

                @Override
                public Rebuild move(Rebuild rebuild, State state, String note) {
                    return super.move(now(rebuild), state, note);
                }

                @Override
                public Rebuild pause(Rebuild rebuild, String by) {
                    return super.pause(now(rebuild), by);
                }

                @Override
                public Rebuild swap(Rebuild rebuild, Comparison comparison, SwapMode mode, Duration lockTimeout) {
                    return super.swap(now(rebuild), comparison, mode, lockTimeout);
                }

                @Override
                public Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout) {
                    return super.rollback(now(rebuild), note, lockTimeout);
                }

                @Override
                public Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout) {
                    return super.drop(now(rebuild), note, lockTimeout);
                }
            };
        }
    }

    static class CountsNoRounds extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild nextRound(Rebuild rebuild) {
                    return rebuild;
                }
            };
        }
    }

    static class ForgetsComparisons extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuild move(Rebuild rebuild, State state, String note, Compared compared) {
                    return super.move(rebuild, state, note);
                }
            };
        }
    }

    /** Shows everybody what is only being built. */
    static class ServesTooEarly extends TamperedStore {
        @Override
        public Reads reads() {
            return honest.reads().preview();
        }
    }

    static class KeepsScratch extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public void dropScratch(String projection) {}
            };
        }
    }

    static class MeetsWhereTheNearerStands extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Checkpoint meet(GenerationId one, GenerationId other, Duration atMost) {
                    Checkpoint unused = super.meet(one, other, atMost);
                    return generations(List.of(one.projection())).stream()
                            .map(Generation::checkpoint)
                            .min(Comparator.comparing(Checkpoint::position))
                            .orElseThrow();
                }
            };
        }
    }

    /** Says where, and lets batches pass. */
    static class MeetsNowhere extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Checkpoint meet(GenerationId one, GenerationId other, Duration atMost) {
                    Checkpoint at = super.meet(one, other, atMost);
                    part(one, other);
                    return at;
                }
            };
        }
    }

    static class MeetsForEver extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Checkpoint meet(GenerationId one, GenerationId other, Duration atMost) {
                    return super.meet(one, other, atMost.multipliedBy(1_000));
                }
            };
        }
    }

    static class MeetsTwice extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Checkpoint meet(GenerationId one, GenerationId other, Duration atMost) {
                    part(one, other);
                    return super.meet(one, other, atMost);
                }
            };
        }
    }

    static class NeverParts extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public void part(GenerationId one, GenerationId other) {}
            };
        }
    }
}
