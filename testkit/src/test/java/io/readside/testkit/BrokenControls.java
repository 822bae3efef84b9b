package io.readside.testkit;

import static io.readside.readstore.Guarantee.ATOMIC;

import io.readside.event.Position;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Intent;
import io.readside.readstore.Intents;
import io.readside.readstore.Overview;
import io.readside.readstore.Overview.Rebuild;
import io.readside.readstore.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Stores that get one thing wrong about what operators want, and about what stands still. */
final class BrokenControls {

    private BrokenControls() {}

    static class IgnoresHalts extends TamperedStore {
        IgnoresHalts() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void pause(long epoch, String by) {}

                @Override
                public void regress(long epoch, String reason) {}

                @Override
                public void stop(long epoch, Poison poison) {}
            };
        }
    }

    /** Lets a pause or a batch cover up that the log is another one. */
    static class ForgetsTheOtherLog extends TamperedStore {
        ForgetsTheOtherLog() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void pause(long epoch, String by) {
                    super.run(epoch);
                    super.pause(epoch, by);
                }

                @Override
                public void apply(Batch batch) {
                    super.run(batch.epoch());
                    super.apply(batch);
                }
            };
        }
    }

    /** Goes on calling itself stopped, or paused, whatever it is told and whatever is applied. */
    static class NeverRunsAgain extends TamperedStore {

        private final Map<String, RunState> halted = new HashMap<>();

        NeverRunsAgain() {
            super(ATOMIC);
        }

        @Override
        Generation shown(Generation real) {
            if (!(real.state() instanceof RunState.Running)) {
                halted.put(real.id().projection(), real.state());
            }
            RunState state = halted.getOrDefault(real.id().projection(), real.state());
            return with(real, real.epoch(), real.checkpoint(), state, real.parkedKeys());
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    current();
                    super.apply(batch);
                }

                @Override
                public void run(long epoch) {
                    current();
                }
            };
        }
    }

    static class HaltsForAnyone extends TamperedStore {
        HaltsForAnyone() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void pause(long epoch, String by) {
                    super.pause(current().epoch(), by);
                }

                @Override
                public void regress(long epoch, String reason) {
                    super.regress(current().epoch(), reason);
                }
            };
        }
    }

    static class RunsForAnyone extends TamperedStore {
        RunsForAnyone() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void run(long epoch) {
                    super.run(current().epoch());
                }
            };
        }
    }

    /** Keeps in memory what must not be lost. */
    static class ForgetsInACrash extends TamperedStore {

        private final Map<Long, Intent> lost = new HashMap<>();
        private final List<Runnable> runs = new ArrayList<>();

        ForgetsInACrash() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void pause(long epoch, String by) {
                    super.pause(epoch, by);
                    runs.add(() -> applier.run(epoch));
                }
            };
        }

        @Override
        public Intents intents() {
            return new Forwarding.ToIntents(honest.intents()) {
                @Override
                public List<Intent> open(Set<String> projections) {
                    return super.open(projections).stream()
                            .filter(intent -> !lost.containsKey(intent.id()))
                            .toList();
                }
            };
        }

        @Override
        public void restart() {
            super.restart();
            runs.forEach(Runnable::run);
            for (Overview overview : honest.reads().all()) {
                GenerationId id = overview.generation().id();
                overview.lease().ifPresent(lease -> honest.leases().release(lease.owner(), Set.of(id)));
                honest.intents().open(Set.of(id.projection())).forEach(intent -> lost.put(intent.id(), intent));
            }
        }
    }

    /** Without the name of who wants it. */
    static class KeepsNoNames extends TamperedStore {
        KeepsNoNames() {
            super(ATOMIC);
        }

        @Override
        public Intents intents() {
            return new Forwarding.ToIntents(honest.intents()) {
                @Override
                public Intent submit(String projection, Intent.Act act, String by) {
                    return super.submit(projection, act, "");
                }
            };
        }
    }

    static class LatestWishFirst extends TamperedStore {
        LatestWishFirst() {
            super(ATOMIC);
        }

        @Override
        public Intents intents() {
            return new Forwarding.ToIntents(honest.intents()) {
                @Override
                public List<Intent> open(Set<String> projections) {
                    return BrokenQueues.reversed(super.open(projections));
                }
            };
        }
    }

    static class OverwritesReports extends TamperedStore {

        private final Map<Long, Intent.Report> last = new HashMap<>();

        OverwritesReports() {
            super(ATOMIC);
        }

        @Override
        public Intents intents() {
            return new Forwarding.ToIntents(honest.intents()) {
                @Override
                public void report(long id, Intent.Report report) {
                    super.report(id, report);
                    last.put(id, report);
                }

                @Override
                public Optional<Intent> find(long id) {
                    return super.find(id)
                            .map(found -> new Intent(
                                    id,
                                    found.projection(),
                                    found.act(),
                                    found.by(),
                                    Optional.ofNullable(last.get(id))));
                }
            };
        }
    }

    static class LosesMarks extends TamperedStore {
        LosesMarks() {
            super(ATOMIC);
        }

        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest) {
                @Override
                public void markForRebuild(String projection, Position missed, Instant found, String reason) {}
            };
        }
    }

    static class MarksWhatHasNotComeSoFar extends TamperedStore {
        MarksWhatHasNotComeSoFar() {
            super(ATOMIC);
        }

        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest) {
                @Override
                public void markForRebuild(String projection, Position missed, Instant found, String reason) {
                    super.markForRebuild(projection, Position.ZERO, found, reason);
                }
            };
        }
    }

    static class MarksTheYoung extends TamperedStore {
        MarksTheYoung() {
            super(ATOMIC);
        }

        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest) {
                @Override
                public void markForRebuild(String projection, Position missed, Instant found, String reason) {
                    super.markForRebuild(projection, missed, Instant.now().plus(Duration.ofDays(1)), reason);
                }
            };
        }
    }

    static class LastMarkWins extends TamperedStore {

        private final Map<String, Rebuild> last = new HashMap<>();

        LastMarkWins() {
            super(ATOMIC);
        }

        @Override
        Overview shown(Overview real) {
            Rebuild mark = last.get(real.generation().id().projection());
            return new Overview(
                    real.generation(),
                    real.parkedEvents(),
                    real.parkedAge(),
                    real.lease(),
                    real.rebuild().map(first -> mark == null ? first : mark));
        }

        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest) {
                @Override
                public void markForRebuild(String projection, Position missed, Instant found, String reason) {
                    super.markForRebuild(projection, missed, found, reason);
                    last.put(projection, new Rebuild(missed, reason));
                }
            };
        }
    }
}
