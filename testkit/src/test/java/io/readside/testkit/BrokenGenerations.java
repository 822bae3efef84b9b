package io.readside.testkit;

import io.readside.event.Position;
import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Overview;
import io.readside.readstore.Overview.Rebuild;
import io.readside.readstore.ProjectionMismatch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Stores that get one thing wrong about how a read model comes into being, and about what marks it for a rebuild. */
final class BrokenGenerations {

    private BrokenGenerations() {}

    /** Makes a new epoch for everyone who opens. */
    static class OpensAnew extends TamperedStore {
        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest.generations()) {
                @Override
                public Generation open(Projection<?> projection) {
                    Set<GenerationId> id = Set.of(super.open(projection).id());
                    honest.leases().hold("opener", id, Duration.ofDays(1));
                    honest.leases().release("opener", id);
                    return super.open(projection);
                }
            };
        }
    }

    /** Takes any declaration of the right name. */
    static class BelievesAnything extends TamperedStore {
        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest.generations()) {
                @Override
                public Generation open(Projection<?> projection) {
                    try {
                        return super.open(projection);
                    } catch (ProjectionMismatch ignored) {
                        return honest.reads().serving(projection);
                    }
                }
            };
        }
    }

    static class LosesMarks extends TamperedStore {
        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest.generations()) {
                @Override
                public void markForRebuild(String projection, Position missed, Instant found, String reason) {}
            };
        }
    }

    static class MarksWhatHasNotComeSoFar extends TamperedStore {
        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest.generations()) {
                @Override
                public void markForRebuild(String projection, Position missed, Instant found, String reason) {
                    super.markForRebuild(projection, Position.ZERO, found, reason);
                }
            };
        }
    }

    static class MarksTheYoung extends TamperedStore {
        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest.generations()) {
                @Override
                public void markForRebuild(String projection, Position missed, Instant found, String reason) {
                    super.markForRebuild(projection, missed, Instant.now().plus(Duration.ofDays(1)), reason);
                }
            };
        }
    }

    static class LastMarkWins extends TamperedStore {

        private final Map<String, Rebuild> last = new HashMap<>();

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
            return new Forwarding.ToGenerations(honest.generations()) {
                @Override
                public void markForRebuild(String projection, Position missed, Instant found, String reason) {
                    super.markForRebuild(projection, missed, found, reason);
                    last.put(projection, new Rebuild(missed, reason));
                }
            };
        }
    }
}
