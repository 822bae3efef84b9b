package io.readside.reconcile;

import io.readside.event.Checkpoint;
import io.readside.projection.Column;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Row;
import io.readside.projection.RowShape;
import io.readside.projection.StoredRow;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Difference;
import io.readside.worker.Contents;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what led to the row of one key: recomputes it by its events beside the read model, and sets the two side by side. */
public final class Explainer {

    private static final int EVENTS_SHOWN = 100;

    private final Workbench bench;

    public Explainer(Workbench bench) {
        this.bench = bench;
    }

    /**
     * @param name the key, as people name it
     * @throws ReconcileRefused if the read model does not know its keys, or cannot be recomputed
     * @throws IllegalArgumentException if it names no key of this read model
     */
    public Explanation explain(String name) throws InterruptedException {
        Projection<?> projection = Scratch.projection(bench);
        if (!projection.knowsKeys()) {
            throw new ReconcileRefused(projection
                    + " does not say which keys its statements touch, so which events lead to a"
                    + " row cannot be told. Set all of it against the log: ./readside reconcile " + projection.name());
        }
        Key key = projection.shape().keyFromText(name);
        try (Scratch scratch = Scratch.create(bench, Optional.of(Set.of(key)))) {
            boolean unused = scratch.catchUp(() -> true);
            bench.store().comparisons().suspect(scratch.comparison(), Set.of(key));
            Explanation seen = scratch.meet(at -> see(scratch, key, at));
            Histories histories = new Histories(EVENTS_SHOWN);
            scratch.trace(Set.of(key), new Checkpoint(seen.at()), histories::add);
            return seen.with(histories.of(key));
        }
    }

    private Explanation see(Scratch scratch, Key key, Checkpoint at) {
        Comparisons comparisons = bench.store().comparisons();
        List<Difference> differing =
                comparisons.confirm(scratch.comparison(), Optional.empty(), 1).differing();
        Explanation seen = new Explanation(
                key,
                at.position(),
                row(scratch.live(), key, scratch.projection().shape()),
                row(scratch.recomputed(), key, scratch.projection().shape()),
                differing.stream().findFirst(),
                new History(0, List.of()),
                scratch.live().waiting(key, 1).stream().findFirst(),
                scratch.recomputed().waiting(key, 1).stream().findFirst(),
                scratch.others(Set.of(key)));
        scratch.requireStill(at);
        return seen;
    }

    private static Optional<Map<String, @Nullable String>> row(Contents contents, Key key, RowShape<?> shape) {
        StoredRow stored = contents.rows(Set.of(key)).get(key);
        return stored == null || stored.row() == null ? Optional.empty() : Optional.of(texts(stored.row(), shape));
    }

    private static Map<String, @Nullable String> texts(Row row, RowShape<?> shape) {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        for (int i = 0; i < shape.columns().size(); i++) {
            Column column = shape.columns().get(i);
            @Nullable Object value = row.values().get(i);
            texts.put(column.name(), value == null ? null : value.toString());
        }
        return Collections.unmodifiableMap(texts);
    }
}
