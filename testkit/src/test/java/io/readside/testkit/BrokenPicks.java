package io.readside.testkit;

import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Reconciled;
import io.readside.readstore.Reconciliations;
import io.readside.readstore.Stretch;
import io.readside.testkit.BrokenComparisons.Comparing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Stores that get one thing wrong about keys that are picked to be looked at, or about what came of looking. */
final class BrokenPicks {

    private BrokenPicks() {}

    /** Notes what differs only where changes are watched. */
    static class NotesOnlyWhatIsWatched extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            Set<Comparison> watched = new HashSet<>();
            return new Forwarding.ToComparisons(real) {
                @Override
                public void watch(Comparison comparison) {
                    super.watch(comparison);
                    watched.add(comparison);
                }

                @Override
                public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
                    Stretch stretch = super.compare(comparison, after, upTo, most);
                    if (!watched.contains(comparison)) {
                        super.forget(comparison);
                    }
                    return stretch;
                }
            };
        }
    }

    static class NotesNoNames extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public void suspect(Comparison comparison, Set<Key> keys) {
                    // does not
                }
            };
        }
    }

    static class ComparesNoBindings extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public void compareBindings(Comparison comparison) {
                    // does not
                }
            };
        }
    }

    /** Keeps a key under suspicion for ever. */
    static class NeverTrustsAgain extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
                    Confirmed confirmed = super.confirm(comparison, after, most);
                    super.suspect(comparison, Set.of(Key.of("a")));
                    return confirmed;
                }
            };
        }
    }

    /** Takes two versions for one. */
    static class ComparesBindingsOfVersions extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
                    return super.confirm(
                            new Comparison(
                                    comparison.left(), comparison.ofRight(), comparison.right(), comparison.ofRight()),
                            after,
                            most);
                }
            };
        }
    }

    /** Draws otherwise. */
    abstract static class Drawing extends Comparing {

        abstract List<Key> drawn(List<Key> honest, List<Key> all, int most);

        long seed(long asked) {
            return asked;
        }

        @Override
        final Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public List<Key> sample(GenerationId generation, Projection<?> projection, int most, long seed) {
                    return drawn(
                            super.sample(generation, projection, most, seed(seed)),
                            super.sample(generation, projection, Integer.MAX_VALUE, 0),
                            most);
                }
            };
        }
    }

    static class DrawsAnew extends Drawing {

        private long draws;

        @Override
        long seed(long asked) {
            return asked + 1_000 * draws++;
        }

        @Override
        List<Key> drawn(List<Key> honest, List<Key> all, int most) {
            return honest;
        }
    }

    static class DrawsTheFirst extends Drawing {
        @Override
        List<Key> drawn(List<Key> honest, List<Key> all, int most) {
            return all.subList(0, Math.min(most, all.size()));
        }
    }

    static class DrawsWhatWasDeleted extends Drawing {
        @Override
        List<Key> drawn(List<Key> honest, List<Key> all, int most) {
            List<Key> more = new ArrayList<>(honest);
            more.add(Key.of(new UUID(2, 2)));
            return more;
        }
    }

    /** Remembers the first one. */
    static class RemembersTheFirst extends TamperedStore {
        @Override
        public Reconciliations reconciliations() {
            Reconciliations real = honest.reconciliations();
            return new Reconciliations() {
                @Override
                public void note(Reconciled reconciled) {
                    if (real.last(reconciled.generation().projection()).isEmpty()) {
                        real.note(reconciled);
                    }
                }

                @Override
                public Optional<Reconciled> last(String projection) {
                    return real.last(projection);
                }
            };
        }
    }

    /** Remembers until it crashes. */
    static class ForgetsReconciles extends TamperedStore {

        private boolean forgotten;

        @Override
        public void restart() {
            super.restart();
            forgotten = true;
        }

        @Override
        public Reconciliations reconciliations() {
            Reconciliations real = honest.reconciliations();
            return new Reconciliations() {
                @Override
                public void note(Reconciled reconciled) {
                    real.note(reconciled);
                }

                @Override
                public Optional<Reconciled> last(String projection) {
                    return forgotten ? Optional.empty() : real.last(projection);
                }
            };
        }
    }
}
