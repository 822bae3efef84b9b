package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a generation holds, kept from batch to batch so that it need not be read again: rows and bindings as they were last read
 * or applied, the ones used last, and, of a generation that was empty when its feed began, which names were written at all.
 * Good for one epoch, as long as every batch goes through it. For one thread.
 */
final class KeptRows {

    private static final StoredRow ABSENT = new StoredRow(null, Position.ZERO);

    private final Applier applier;
    private final long bytes;
    private final Recent<Key, StoredRow> rows;
    private final Recent<StreamName, List<Binding>> bindings;
    private @Nullable WrittenKeys written;

    /** @param bytes about how much memory is kept; zero: nothing is, and all is read each time */
    KeptRows(Applier applier, long bytes) {
        this.applier = applier;
        this.bytes = bytes;
        this.rows = new Recent<>(bytes);
        this.bindings = new Recent<>(bytes / 4);
    }

    /** Begins anew, at a place that the store has confirmed. */
    void begin(Checkpoint place) {
        forget();
        if (isTrusted() && place.equals(Checkpoint.ZERO) && applier.isEmpty()) {
            written = new WrittenKeys();
        }
    }

    /** Begins anew: what the store holds may be anything. */
    void forget() {
        rows.clear();
        bindings.clear();
        written = null;
    }

    /** Whether what is known may be made use of, beyond being read. */
    boolean isTrusted() {
        return bytes > 0;
    }

    /** The row of a key as it is known; one that is absent for sure comes as {@link #isAbsent}; null: the store has to be asked. */
    @Nullable
    StoredRow row(Key key) {
        StoredRow row = rows.get(key);
        return row == null && written != null && !written.mayContain(key) ? ABSENT : row;
    }

    /** The rows of keys as the store has them, each of them found or {@link #isAbsent}. */
    Map<Key, StoredRow> read(Set<Key> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        Map<Key, StoredRow> read = new HashMap<>(applier.rows(keys));
        keys.forEach(key -> read.putIfAbsent(key, ABSENT));
        return read;
    }

    static boolean isAbsent(StoredRow row) {
        return row.row() == null;
    }

    /** The bindings of streams; a stream without any may be missing. */
    Map<StreamName, List<Binding>> bindings(Set<StreamName> streams) {
        Map<StreamName, List<Binding>> found = new HashMap<>();
        Set<StreamName> unknown = new HashSet<>();
        for (StreamName stream : streams) {
            List<Binding> bound = bindings.get(stream);
            if (bound != null) {
                found.put(stream, bound);
            } else if (written == null || written.mayContain(stream)) {
                unknown.add(stream);
            }
        }
        if (!unknown.isEmpty()) {
            found.putAll(applier.bindings(unknown));
        }
        return found;
    }

    /**
     * What was read or applied is so from now on.
     *
     * @param absent the keys that had no row before
     */
    void keep(Map<Key, Gathering.Held> applied, Set<Key> absent, Map<StreamName, List<Binding>> bound) {
        applied.forEach((key, held) -> rows.put(key, held.row(), held.bytes()));
        bound.forEach((stream, list) -> bindings.put(stream, list, Weight.of(stream, list)));
        if (written != null) {
            absent.forEach(written::add);
            bound.keySet().forEach(written::add);
        }
    }

    /** Somebody else has written rows of keys, or may have. */
    void reread(Collection<Key> keys) {
        keys.forEach(key -> {
            rows.remove(key);
            if (written != null) {
                written.add(key);
            }
        });
    }

    /** What was used last, in two halves: the older one goes when the newer one is full. */
    private static final class Recent<K, V> {

        private final long bytesOfHalf;
        private Map<K, Weighed<V>> newer = new HashMap<>();
        private Map<K, Weighed<V>> older = new HashMap<>();
        private long bytes;

        Recent(long bytes) {
            this.bytesOfHalf = bytes / 2;
        }

        private record Weighed<V>(V value, long bytes) {}

        @Nullable
        V get(K key) {
            Weighed<V> found = newer.get(key);
            if (found == null) {
                found = older.remove(key);
                if (found != null) {
                    put(key, found.value(), found.bytes());
                }
            }
            return found == null ? null : found.value();
        }

        void put(K key, V value, long weight) {
            if (bytesOfHalf == 0) {
                return;
            }
            Weighed<V> before = newer.put(key, new Weighed<>(value, weight));
            bytes += weight - (before == null ? 0 : before.bytes());
            older.remove(key);
            if (bytes > bytesOfHalf) {
                older = newer;
                newer = new HashMap<>();
                bytes = 0;
            }
        }

        void remove(K key) {
            Weighed<V> gone = newer.remove(key);
            bytes -= gone == null ? 0 : gone.bytes();
            older.remove(key);
        }

        void clear() {
            if (bytes > 0 || !older.isEmpty()) {
                newer = new HashMap<>();
                older = new HashMap<>();
                bytes = 0;
            }
        }
    }
}
