package io.readside.readstore;

import io.readside.projection.Key;
import io.readside.projection.Projection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sets two generations against each other in the store, in three steps:
 *
 * <ol>
 *   <li>{@link #watch}: from here on the store itself notes every key whose row changes on either side, whoever changes it;
 *   <li>{@link #compare} range by range, by count and checksum, then row by row where these differ: keys that differ are noted
 *       too. Rows that are equal there, and not noted later, are equal;
 *   <li>{@link #confirm}: of the noted keys, the *suspects*, those are forgotten that are equal by now. What stays a suspect
 *       while both stand at one position does differ.
 * </ol>
 *
 * Memory is bounded by one range, or by the number of suspects asked for. Every method may throw {@link StoreUnavailable}.
 */
public interface Comparisons {

    /** Begins to note changed keys; what was noted before stays. Again: changes nothing. */
    void watch(Comparison comparison);

    /** Ends it, and forgets what was noted. Where nothing is noted: changes nothing. */
    void forget(Comparison comparison);

    /**
     * Compares one range of keys.
     *
     * @param after where it begins, exclusive; empty: before the first key
     * @param upTo where the whole comparison ends, inclusive; empty: after the last key
     * @param most rows of either side in the range, about
     */
    Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most);

    /** Notes keys, whatever their rows. */
    void suspect(Comparison comparison, Set<Key> keys);

    /**
     * Notes the keys that a stream is bound to on one side only, or by another event: what comes later would reach a wrong key.
     * Of two generations of one version.
     */
    void compareBindings(Comparison comparison);

    /**
     * Looks again at suspects, in order of their keys, and forgets those that are equal, or differ as declared. Of two
     * generations of one version a key differs also by the streams that are bound to it, see {@link Difference#STREAMS}.
     *
     * @param after only those with greater keys; empty: from the first
     * @param most how many are looked at
     * @throws SwapBlocked if what differs is a row that a {@link Guarantee#CONVERGENT} store has of a batch which a meeting holds up: it
     *     is not of the position of the meeting
     */
    Confirmed confirm(Comparison comparison, Optional<Key> after, int most);

    /** How many keys are noted. */
    long suspects(Comparison comparison);

    /**
     * Keys that have a row, by chance, each as likely as any other.
     *
     * @param most how many; all, if there are no more
     * @param seed the same one gives the same keys out of the same
     */
    List<Key> sample(GenerationId generation, Projection<?> projection, int most, long seed);

    /**
     * What became of some suspects.
     *
     * @param last the last one that was looked at; empty: there was none
     * @param differing those that differ still
     */
    record Confirmed(Optional<Key> last, List<Difference> differing) {

        public Confirmed {
            differing = List.copyOf(differing);
        }
    }
}
