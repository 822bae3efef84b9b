package io.readside.projection;

import io.readside.event.Event;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.projection.Change.Once;
import io.readside.projection.Change.Statement;
import io.readside.projection.Change.Touch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A batch of the SQL form: statements in order, then one note for each owned key of where it was last touched. An event is
 * applied or parked as a whole, since its statements are not told apart by key: if it waits for one of its keys, it waits
 * under all of them, and so do their later events.
 */
final class StatementFolding implements Folding {

    private final SqlProjection<?> projection;
    private final Scope scope;
    private final boolean parks;
    private final Decoding decoding;
    private final Parking parking = new Parking();
    private final List<Change> changes = new ArrayList<>();
    private final Map<Key, Touch> touched = new LinkedHashMap<>();

    StatementFolding(SqlProjection<?> projection, List<StoredEvent> page, Scope scope) {
        this.projection = projection;
        this.scope = scope;
        this.parks = scope.parks(projection.onPoison());
        this.decoding = new Decoding(projection, projection.handled(), page, false);
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
    public Map<Key, List<StoredEvent>> reached() {
        Map<Key, List<StoredEvent>> reached = new LinkedHashMap<>();
        for (int i = 0; i < decoding.items().size(); i++) {
            Decoding.Item item = decoding.items().get(i);
            try {
                keys(item).stream()
                        .filter(scope::includes)
                        .forEach(key -> reached.computeIfAbsent(key, k -> new ArrayList<>())
                                .add(item.stored()));
            } catch (RuntimeException | StackOverflowError e) {
                decoding.endBefore(i, e);
                break;
            }
        }
        return reached;
    }

    @Override
    public Folded fold(Map<Key, StoredRow> rows, Map<Key, Position> parked, Map<Key, Set<Position>> skipped) {
        parking.know(parked, skipped);
        for (int i = 0; i < decoding.items().size(); i++) {
            try {
                apply(decoding.items().get(i));
            } catch (RuntimeException | StackOverflowError e) {
                decoding.endBefore(i, e);
                break;
            }
        }
        changes.addAll(touched.values());
        return decoding.folded(changes, List.of(), parking.added());
    }

    private void apply(Decoding.Item item) {
        Set<Key> keys = keys(item);
        if (!scope.runs(keys) || keys.stream().anyMatch(key -> parking.skips(key, item.position()))) {
            return;
        }
        if (keys.stream().anyMatch(key -> parking.holds(key, item.position()))) {
            keys.forEach(key -> parking.putBehind(key, item.stored()));
            return;
        }
        try {
            changes.addAll(statements(item, keys));
        } catch (RuntimeException | StackOverflowError e) {
            if (!parks || keys.isEmpty()) {
                throw e;
            }
            keys.forEach(key -> parking.park(key, item.stored(), e));
            return;
        }
        keys.forEach(key -> touched.put(key, new Touch(key, item.position())));
    }

    private Set<Key> keys(Decoding.Item item) {
        Set<Key> keys = new LinkedHashSet<>();
        for (Event<?> event : item.events()) {
            projection.keys(event).forEach(name -> keys.add(projection.shape().key(name)));
        }
        return keys;
    }

    private List<Change> statements(Decoding.Item item, Set<Key> keys) {
        List<Change> statements = new ArrayList<>();
        for (Event<?> event : item.events()) {
            for (Sql sql : projection.statements(event)) {
                statements.add(new Statement(sql.text(), sql.arguments(), item.position(), keys));
            }
        }
        if (projection.oncePerEvent().isPresent() && !statements.isEmpty()) {
            statements.add(0, new Once(item.stored().id(), item.position()));
        }
        return statements;
    }
}
