package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.StreamName;
import io.readside.eventlog.Page;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Change.Delete;
import io.readside.projection.Change.Statement;
import io.readside.projection.Change.Upsert;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import io.readside.readstore.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The batch in the making: what pages after a checkpoint come to, one after the other, none of it written yet. Later pages are
 * folded upon what it holds. A key that several of them change is written once.
 */
final class Gathering {

    private final KeptRows kept;
    private final Checkpoint from;
    private final Map<Key, Held> rows = new LinkedHashMap<>(); // in order of the last change of each
    private final Map<StreamName, List<Binding>> bound = new HashMap<>();
    private final Map<Key, Change> touches = new LinkedHashMap<>();
    private final List<Change> inOrder = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final Set<Key> absent = new HashSet<>();
    private final List<Parked> parked = new ArrayList<>();
    private Page last;
    private int events;
    private int unknownIgnored;
    private long bytes;

    /**
     * The row of a key.
     *
     * @param change what has to be written so that it is
     * @param bytes about how much memory it takes
     */
    record Held(StoredRow row, @Nullable Change change, long bytes) {}

    Gathering(KeptRows kept, Checkpoint from) {
        this.kept = kept;
        this.from = from;
        this.last = new Page(List.of(), from);
    }

    /** Where the next page begins. */
    Checkpoint to() {
        return last.scannedTo();
    }

    /** The last page that was added. */
    Page last() {
        return last;
    }

    boolean isEmpty() {
        return !to().position().isAfter(from.position());
    }

    List<Parked> parked() {
        return parked;
    }

    int events() {
        return events;
    }

    int unknownIgnored() {
        return unknownIgnored;
    }

    /** About how much memory it takes. */
    long bytes() {
        return bytes;
    }

    /** The rows of keys as the events so far have left them. */
    Map<Key, StoredRow> rows(Set<Key> keys) {
        Map<Key, StoredRow> found = new HashMap<>(2 * keys.size());
        Set<Key> unknown = new HashSet<>();
        for (Key key : keys) {
            Held held = rows.get(key);
            StoredRow row = held == null ? kept.row(key) : held.row();
            if (row == null) {
                unknown.add(key);
                continue;
            }
            found.put(key, row);
            if (held == null && KeptRows.isAbsent(row)) {
                absent.add(key);
            }
        }
        kept.read(unknown).forEach((key, row) -> {
            found.put(key, row);
            if (KeptRows.isAbsent(row)) {
                absent.add(key);
            }
        });
        return found;
    }

    /** The bindings of streams as the events so far have left them. */
    Map<StreamName, List<Binding>> bindings(Set<StreamName> streams) {
        Set<StreamName> others = new HashSet<>(streams);
        others.removeAll(bound.keySet());
        Map<StreamName, List<Binding>> found = new HashMap<>(kept.bindings(others));
        found.forEach((stream, list) -> bound.put(stream, list));
        streams.stream().filter(bound::containsKey).forEach(stream -> found.put(stream, bound.get(stream)));
        return found;
    }

    /** Adds what a page comes to. Once something of it is parked, no further page is folded upon it. */
    void add(Folded folded, Page page) {
        folded.changes().forEach(this::add);
        for (Binding binding : folded.bindings()) {
            bindings.add(binding);
            bound.merge(binding.stream(), List.of(binding), Gathering::concat);
            bytes += Weight.of(binding.stream(), List.of(binding));
        }
        parked.addAll(folded.parked());
        events += page.events().size();
        unknownIgnored += folded.unknownIgnored();
        last = page;
    }

    private static List<Binding> concat(List<Binding> first, List<Binding> second) {
        List<Binding> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private void add(Change change) {
        if (change instanceof Upsert upsert) {
            put(upsert.key(), upsert, new StoredRow(upsert.row(), upsert.lastApplied()));
        } else if (change instanceof Delete delete) {
            put(delete.key(), absent.contains(delete.key()) ? null : delete, new StoredRow(null, delete.lastApplied()));
        } else if (change instanceof Change.Touch touch) {
            touches.put(touch.key(), touch);
        } else {
            inOrder.add(change);
            bytes += change instanceof Statement statement ? Weight.of(statement) : 0;
        }
    }

    /** In order of the last change of each key. */
    private void put(Key key, @Nullable Change change, StoredRow row) {
        long weight = Weight.of(key, row);
        Held before = rows.remove(key); // to be the last
        rows.put(key, new Held(row, change, weight));
        bytes += weight - (before == null ? 0 : before.bytes());
    }

    /** All of it as one batch. */
    Batch batch(long epoch) {
        List<Change> changes = new ArrayList<>();
        for (Held held : rows.values()) {
            if (held.change() != null) {
                changes.add(held.change());
            }
        }
        changes.addAll(inOrder);
        changes.addAll(touches.values());
        Optional<Set<Key>> fresh = kept.isTrusted() ? Optional.of(absent) : Optional.empty();
        return new Batch(epoch, from, to(), changes, bindings, parked, fresh);
    }

    /** It was applied. */
    void keep() {
        kept.keep(rows, absent, bound);
    }
}
