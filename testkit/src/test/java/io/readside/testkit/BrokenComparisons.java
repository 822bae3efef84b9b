package io.readside.testkit;

import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Difference;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.Difference.Kind;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Stretch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stores that get one thing wrong about what they find when two generations are set against each other. */
final class BrokenComparisons {

    private BrokenComparisons() {}

    /** Whose comparisons are the honest ones but for what is overridden. */
    abstract static class Comparing extends TamperedStore {

        Comparing(Guarantee guarantee) {
            super(guarantee);
        }

        Comparing() {
            this(Guarantee.ATOMIC);
        }

        @Override
        public Comparisons comparisons() {
            return broken(honest.comparisons());
        }

        abstract Comparisons broken(Comparisons real);
    }

    /** Takes the same number of rows for the same rows. */
    static class CountsOnly extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
                    Stretch stretch = super.compare(comparison, after, upTo, most);
                    if (stretch.leftRows() != stretch.rightRows()) {
                        return stretch;
                    }
                    forget(comparison);
                    watch(comparison);
                    return new Stretch(stretch.end(), stretch.leftRows(), stretch.rightRows(), 0, List.of());
                }
            };
        }
    }

    /** Takes a range without rows on one side for one that has not been loaded yet. */
    static class PassesOverAnEmptySide extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
                    Stretch stretch = super.compare(comparison, after, upTo, most);
                    if (stretch.leftRows() == 0 || stretch.rightRows() == 0) {
                        forget(comparison);
                        watch(comparison);
                    }
                    return stretch;
                }
            };
        }
    }

    static class CountsNothing extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
                    Stretch stretch = super.compare(comparison, after, upTo, most);
                    return new Stretch(stretch.end(), 0, 0, stretch.suspects(), stretch.expected());
                }
            };
        }
    }

    /** Begins each range after the first key that is in it. */
    static class LosesTheFirstOfARange extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
                    Optional<Key> first =
                            super.compare(comparison, after, upTo, 1).end();
                    return super.compare(comparison, first.isPresent() ? first : after, upTo, most);
                }
            };
        }
    }

    static class GoesOnToTheEnd extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
                    return super.compare(comparison, after, Optional.empty(), most);
                }
            };
        }
    }

    static class ExpectsNothing extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
                    Stretch stretch = super.compare(comparison, after, upTo, most);
                    return new Stretch(
                            stretch.end(), stretch.leftRows(), stretch.rightRows(), stretch.suspects(), List.of());
                }
            };
        }
    }

    /** Tells of what was declared as of what was not. */
    static class TakesNothingAsDeclared extends Comparing {

        private final Map<String, Difference> declared = new HashMap<>();

        @Override
        Comparisons broken(Comparisons real) {
            return new Forwarding.ToComparisons(real) {
                @Override
                public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
                    Stretch stretch = super.compare(comparison, after, upTo, most);
                    stretch.expected().forEach(one -> declared.put(one.key(), one));
                    return stretch;
                }

                @Override
                public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
                    Confirmed confirmed = super.confirm(comparison, after, most);
                    List<Difference> all = new ArrayList<>(confirmed.differing());
                    if (after.isEmpty()) {
                        all.addAll(declared.values());
                    }
                    return new Confirmed(confirmed.last(), all);
                }
            };
        }
    }

    /** Shows differences otherwise than they are; what nothing is left of is none. */
    private static Comparisons showing(Comparisons real, UnaryOperator<Difference> shown) {
        return new Forwarding.ToComparisons(real) {
            @Override
            public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
                Confirmed confirmed = super.confirm(comparison, after, most);
                return new Confirmed(
                        confirmed.last(),
                        confirmed.differing().stream()
                                .map(shown)
                                .filter(one -> !one.cells().isEmpty())
                                .toList());
            }
        };
    }

    private interface Sameness {
        boolean isSame(@Nullable String left, @Nullable String right);
    }

    private static UnaryOperator<Difference> but(Sameness same) {
        return one -> one.kind() == Kind.VALUES
                ? new Difference(
                        one.key(),
                        one.kind(),
                        one.cells().stream()
                                .filter(cell -> !same.isSame(cell.left(), cell.right()))
                                .toList())
                : one;
    }

    static class TakesNullForEmpty extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return showing(
                    real,
                    but((left, right) ->
                            Objects.requireNonNullElse(left, "").equals(Objects.requireNonNullElse(right, ""))));
        }
    }

    /** As {@code =} does in a database. */
    static class TakesNumbersByValue extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return showing(real, but((left, right) -> left != null && right != null && isEqual(left, right)));
        }

        private static boolean isEqual(String left, String right) {
            try {
                return new BigDecimal(left).compareTo(new BigDecimal(right)) == 0;
            } catch (NumberFormatException noNumbers) {
                return false;
            }
        }
    }

    static class TellsOneColumn extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return showing(
                    real,
                    one -> new Difference(one.key(), one.kind(), one.cells().subList(0, 1)));
        }
    }

    /** Names the first column, whichever differs. */
    static class NamesAnotherColumn extends Comparing {
        @Override
        Comparisons broken(Comparisons real) {
            return showing(
                    real,
                    one -> new Difference(
                            one.key(),
                            one.kind(),
                            one.cells().stream()
                                    .map(cell -> new Cell("name", cell.left(), cell.right()))
                                    .toList()));
        }
    }
}
