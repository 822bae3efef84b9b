package io.readside.projection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a declaration says of the version before it: which it is, and what may differ from it. */
final class Succession {

    private final String projection;
    private final List<Projection<?>> predecessors = new ArrayList<>();
    private final Map<String, String> components = new LinkedHashMap<>();
    private @Nullable String rows;
    private @Nullable String everything;

    Succession(String projection) {
        this.projection = projection;
    }

    void replaces(Projection<?> predecessor) {
        predecessors.add(predecessor);
    }

    void differsIn(String component, String why) {
        components.put(component, why);
    }

    void differsInRows(String why) {
        rows = why;
    }

    void differsEntirely(String why) {
        everything = why;
    }

    /** @throws IllegalArgumentException unless it is one lower version of the same read model, or none */
    Optional<Projection<?>> predecessor(int version) {
        if (predecessors.isEmpty()) {
            if (!components.isEmpty() || rows != null || everything != null) {
                throw problem("it declares what differs and not from which version; name that by replaces(…)");
            }
            return Optional.empty();
        }
        if (predecessors.size() > 1) {
            throw problem("a version replaces one other, and replaces(…) names " + predecessors.size() + ": "
                    + joined(predecessors));
        }
        Projection<?> predecessor = predecessors.get(0);
        if (!predecessor.name().equals(projection)) {
            throw problem("a version replaces one of its own name, and replaces(…) names " + predecessor
                    + "; what has another name is another read model and needs no replaces(…)");
        }
        if (predecessor.version() >= version) {
            throw problem("version " + version + " cannot replace version " + predecessor.version()
                    + ", which is not lower; say version(" + (predecessor.version() + 1) + ")");
        }
        return Optional.of(predecessor);
    }

    /** @throws IllegalArgumentException naming each column that differs without a word, and each contradiction */
    Differences differences(RowShape<?> newer, Projection<?> predecessor) {
        Map<String, String> columns = columns(newer, predecessor.shape());
        Map<String, String> changed = changed(newer, predecessor.shape());
        if (everything == null) {
            requireSameKey(newer, predecessor);
            requireNoPartOfTheKey(columns.keySet(), newer);
            changed.keySet().removeAll(columns.keySet());
            if (!changed.isEmpty()) {
                throw problem(
                        "it replaces version " + predecessor.version() + " without a word on columns that differ: "
                                + joined(changed.values()) + "; say why by differsIn(component, why)");
            }
        }
        return new Differences(columns, changed(newer, predecessor.shape()).keySet(), rows, everything);
    }

    /** By name of the column instead of the component. */
    private Map<String, String> columns(RowShape<?> newer, RowShape<?> older) {
        Map<String, String> names = new LinkedHashMap<>();
        Stream.of(older, newer)
                .flatMap(shape -> shape.columns().stream())
                .forEach(column -> names.put(column.component(), column.name()));
        Set<String> unknown = new LinkedHashSet<>(components.keySet());
        unknown.removeAll(names.keySet());
        if (!unknown.isEmpty()) {
            throw problem("differsIn(…) names what is a component of neither version: " + joined(unknown));
        }
        Map<String, String> columns = new LinkedHashMap<>();
        components.forEach((component, why) -> columns.put(names.get(component), why));
        return columns;
    }

    /** What became of each column that has no equal in the other version, by name. */
    private static Map<String, String> changed(RowShape<?> newer, RowShape<?> older) {
        Map<String, ColumnType> now = types(newer.columns());
        Map<String, ColumnType> before = types(older.columns());
        Map<String, String> changed = new LinkedHashMap<>();
        now.forEach((name, type) -> {
            ColumnType was = before.get(name);
            if (was == null) {
                changed.put(name, name + " is new");
            } else if (was != type) {
                changed.put(name, name + " was " + word(was) + " and is " + word(type));
            }
        });
        before.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> changed.put(name, name + " is gone"));
        return changed;
    }

    private static Map<String, ColumnType> types(List<Column> columns) {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        columns.forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    private void requireSameKey(RowShape<?> newer, Projection<?> predecessor) {
        String now = key(newer);
        String before = key(predecessor.shape());
        if (!now.equals(before)) {
            throw problem("its key is (" + now + ") and was (" + before + ") in version " + predecessor.version()
                    + ", so rows cannot be set against each other; say why by differsEntirely(why)");
        }
    }

    private static String key(RowShape<?> shape) {
        return shape.keyColumns().stream()
                .map(column -> column.name() + " " + word(column.type()))
                .collect(Collectors.joining(", "));
    }

    private void requireNoPartOfTheKey(Set<String> declared, RowShape<?> newer) {
        List<String> parts = newer.keyColumns().stream()
                .map(Column::name)
                .filter(declared::contains)
                .toList();
        if (!parts.isEmpty()) {
            throw problem("differsIn(…) names a part of the key, by which rows are set against each other: "
                    + joined(parts) + "; say differsInRows(why) or differsEntirely(why)");
        }
    }

    private static String word(ColumnType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String joined(Collection<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private IllegalArgumentException problem(String what) {
        return Coverage.problem(projection, what);
    }
}
