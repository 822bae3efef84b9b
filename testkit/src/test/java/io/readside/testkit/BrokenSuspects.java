package io.readside.testkit;

import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Guarantee;
import io.readside.testkit.BrokenComparisons.Comparing;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stores that get one thing wrong about the keys that they note while two generations are compared. */
final class BrokenSuspects {

    private BrokenSuspects() {}

    /** Loses all that was noted when a batch of some kind is applied. */
    abstract static class Losing extends Comparing {

        private final Set<Comparison> watched = new HashSet<>();

        abstract boolean isLost(Batch batch, Comparison comparison, Applier applier);

        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public void watch(Comparison comparison) {
                    super.watch(comparison);
                    watched.add(comparison);
                }
            };
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(batch);
                    watched.stream()
                            .filter(comparison -> isLost(batch, comparison, applier))
                            .forEach(Losing.this::lose);
                }
            };
        }

        final void lose(Comparison comparison) {
            honest.comparisons().forget(comparison);
            honest.comparisons().watch(comparison);
        }
    }

    /** Takes what is there for what is of the meeting. */
    static class IgnoresTheMeeting extends Comparing {
        IgnoresTheMeeting() {
            super(Guarantee.CONVERGENT);
        }

        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
                    honest.rebuilds().part(comparison.left(), comparison.right());
                    return super.confirm(comparison, after, most);
                }
            };
        }
    }

    static class NotesNothingOfTheRight extends Losing {
        @Override
        boolean isLost(Batch batch, Comparison comparison, Applier applier) {
            return applier.current().id().equals(comparison.right());
        }
    }

    static class NotesNoDeletes extends Losing {
        @Override
        boolean isLost(Batch batch, Comparison comparison, Applier applier) {
            return batch.changes().stream().anyMatch(Change.Delete.class::isInstance);
        }
    }

    static class ForgetsWhatDiffers extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
                    Confirmed confirmed = super.confirm(comparison, after, most);
                    if (confirmed.last().isEmpty()) {
                        forget(comparison);
                        watch(comparison);
                    }
                    return confirmed;
                }
            };
        }
    }

    static class NeverForgets extends Comparing {

        private long most;

        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public long suspects(Comparison comparison) {
                    most = Math.max(most, super.suspects(comparison));
                    return most;
                }

                @Override
                public Confirmed confirm(Comparison comparison, Optional<Key> after, int limit) {
                    most = Math.max(most, super.suspects(comparison));
                    return super.confirm(comparison, after, limit);
                }
            };
        }
    }

    static class LooksAtAllAtOnce extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
                    return super.confirm(comparison, after, Integer.MAX_VALUE);
                }
            };
        }
    }

    /** Forgets after a while what it has found equal, whatever has happened to it meanwhile. */
    static class LosesWhatIsNotedMeanwhile extends Comparing {

        private volatile CountDownLatch written = new CountDownLatch(1);

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(batch);
                    written.countDown();
                }
            };
        }

        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
                    CountDownLatch next = new CountDownLatch(1);
                    written = next;
                    Confirmed confirmed = super.confirm(comparison, after, most);
                    if (confirmed.differing().isEmpty() && isReached(next)) {
                        forget(comparison);
                        watch(comparison);
                    }
                    return confirmed;
                }
            };
        }

        private static boolean isReached(CountDownLatch latch) {
            try {
                return latch.await(20, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    static class KeepsWhatIsToBeForgotten extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public void forget(Comparison comparison) {}
            };
        }
    }

    static class WatchesAnew extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public void watch(Comparison comparison) {
                    forget(comparison);
                    super.watch(comparison);
                }
            };
        }
    }

    /** Keeps one list for all comparisons of a read model. */
    static class OneListForAll extends Comparing {

        private final Set<Comparison> watched = new HashSet<>();

        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public void watch(Comparison comparison) {
                    super.watch(comparison);
                    watched.add(comparison);
                }

                @Override
                public void forget(Comparison comparison) {
                    watched.forEach(super::forget);
                }
            };
        }
    }
}
