package io.readside.worker;

import java.util.ArrayList;
import java.util.List;

/**
 * Which names were written since a generation was empty: "no" is certain, "yes" is not. A Bloom filter that grows by further
 * ones, each four times the one before, so that it takes about two bytes for each name whatever their number; once it has
 * {@link #MOST_BITS}, it only becomes less certain.
 */
final class WrittenKeys {

    private static final int FIRST_BITS = 1 << 17;
    private static final int MOST_BITS = 1 << 26;
    private static final int BITS_FOR_EACH = 12;
    private static final int PROBES = 4;

    private final List<long[]> filters = new ArrayList<>(List.of(new long[FIRST_BITS / Long.SIZE]));
    private long inLast;

    void add(Object name) {
        if (mayContain(name)) {
            return;
        }
        long[] last = filters.get(filters.size() - 1);
        if (inLast >= bits(last) / BITS_FOR_EACH && bits(last) < MOST_BITS) {
            last = new long[last.length * 4];
            filters.add(last);
            inLast = 0;
        }
        inLast++;
        long hash = hash(name);
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe, last);
            last[bit / Long.SIZE] |= 1L << (bit % Long.SIZE);
        }
    }

    boolean mayContain(Object name) {
        long hash = hash(name);
        for (long[] filter : filters) {
            if (mayContain(filter, hash)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayContain(long[] filter, long hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe, filter);
            if ((filter[bit / Long.SIZE] & 1L << (bit % Long.SIZE)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static long bits(long[] filter) {
        return (long) filter.length * Long.SIZE;
    }

    /** Double hashing (Kirsch and Mitzenmacher, 2006) over the halves of one hash; the sizes are powers of two. */
    private static int bit(long hash, int probe, long[] filter) {
        return ((int) hash + probe * (int) (hash >>> 32 | 1)) & (filter.length * Long.SIZE - 1);
    }

    /** Spreads the few bits of a hash code (the finalizer of splitmix64). */
    private static long hash(Object name) {
        long hash = name.hashCode() * 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 31;
    }
}
