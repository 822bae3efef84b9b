package io.readside.testkit;

import io.readside.projection.Folding.Poison;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.RunState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stores that get one thing wrong about what stands still. */
final class BrokenHalts {

    private BrokenHalts() {}

    /** Lets a zombie stop what another worker runs. */
    static class StopsForAnyone extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void stop(long epoch, Poison poison) {
                    super.stop(current().epoch(), poison);
                }
            };
        }
    }

    /** Stops at an event that was passed. */
    static class StopsTooLate extends TamperedStore {

        private @Nullable RunState stopped;

        @Override
        Generation shown(Generation real) {
            RunState state = stopped == null ? real.state() : stopped;
            return with(real, real.epoch(), real.checkpoint(), state, real.parkedKeys());
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void stop(long epoch, Poison poison) {
                    stopped = new RunState.Stopped(
                            poison.position(), poison.event().toString(), poison.reason(), Instant.EPOCH);
                }
            };
        }
    }

    static class IgnoresHalts extends TamperedStore {
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
}
