package io.readside.projection;

import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.projection.Change.Statement;
import io.readside.projection.Change.Touch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A batch of the SQL form: statements in order, then one note for each owned key of where it was last touched. */
final class StatementFolding implements Folding {

    private final SqlProjection<?> projection;
    private final Decoding decoding;

    StatementFolding(SqlProjection<?> projection, List<StoredEvent> page) {
        this.projection = projection;
        this.decoding = new Decoding(projection, projection.handled(), page);
    }

    @Override
    public Set<StreamName> streams() {
        return Set.of();
    }

    @Override
    public Set<Key> keys(Map<StreamName, List<Binding>> known) {
        return Set.of();
    }

    @Override
    public Folded fold(Map<Key, StoredRow> rows) {
        List<Change> changes = new ArrayList<>();
        Map<Key, Touch> touched = new LinkedHashMap<>();
        for (int i = 0; i < decoding.items().size(); i++) {
            try {
                apply(decoding.items().get(i), changes, touched);
            } catch (RuntimeException | StackOverflowError e) {
                decoding.endBefore(i, e);
                break;
            }
        }
        changes.addAll(touched.values());
        return new Folded(changes, List.of(), decoding.poison(), decoding.unknownIgnored());
    }

    private void apply(Decoding.Item item, List<Change> changes, Map<Key, Touch> touched) {
        Position position = item.stored().position();
        List<Key> keys = new ArrayList<>();
        for (Object name : projection.keys(item.event())) {
            keys.add(projection.shape().key(name));
        }
        for (Sql sql : projection.statements(item.event())) {
            changes.add(new Statement(sql.text(), sql.arguments(), position));
        }
        keys.forEach(key -> touched.put(key, new Touch(key, position)));
    }
}
