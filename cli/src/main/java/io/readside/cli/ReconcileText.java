package io.readside.cli;

import io.readside.event.Json;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.Difference.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a worker reported of a recompute, for people. */
final class ReconcileText {

    private static final String IN_PLACE = "read model";
    private static final String RECOMPUTED = "recomputed";

    private final Map<String, Object> details;

    /** @param details as the worker gave them; empty: it gave none */
    ReconcileText(Map<String, Object> details) {
        this.details = details;
    }

    /** Whether all that was looked at is what the log says, after the repair if there was one. */
    boolean isClean() {
        return !Boolean.FALSE.equals(details.get("clean"));
    }

    /** The keys that are wrong, those that could not be looked at, and what checks returned. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        boolean repaired = details.containsKey("left");
        titled(lines, repaired ? "Found:" : null, wrong(details.get("keys")));
        titled(lines, "Left:", wrong(details.get("left")));
        titled(lines, "Not recomputed:", rows(maps(details.get("failing"))));
        for (Map<?, ?> check : maps(details.get("checks"))) {
            titled(lines, "Check '" + text(check.get("name")) + "':", rows(maps(check.get("rows"))));
        }
        return lines;
    }

    private static void titled(List<String> lines, @Nullable String title, List<String> table) {
        if (!table.isEmpty() && title != null) {
            lines.add(title);
        }
        lines.addAll(table);
    }

    private static List<String> wrong(@Nullable Object keys) {
        DifferenceTable table = new DifferenceTable(IN_PLACE, RECOMPUTED);
        for (Map<?, ?> key : maps(keys)) {
            table.add(text(key.get("key")), kind(key.get("kind")), cells(key));
        }
        return table.lines();
    }

    private static Kind kind(@Nullable Object word) {
        if ("extra".equals(word)) {
            return Kind.ONLY_LEFT;
        }
        return "missing".equals(word) ? Kind.ONLY_RIGHT : Kind.VALUES;
    }

    private static List<Cell> cells(Map<?, ?> of) {
        return maps(of.get("cells")).stream()
                .map(cell -> new Cell(
                        text(cell.get("column")), (String) cell.get("read_model"), (String) cell.get("recomputed")))
                .toList();
    }

    /** The row of a key, what is recomputed beside it if that is another, and the events that led to it. */
    List<String> explained() {
        boolean equal = !Boolean.FALSE.equals(details.get("equal"));
        Map<?, ?> row = map(details.get("row"));
        Map<?, ?> recomputed = map(details.get("recomputed"));
        Set<Object> columns = new LinkedHashSet<>(row.keySet());
        columns.addAll(recomputed.keySet());
        Table table = equal ? new Table("column", "value") : new Table("column", IN_PLACE, RECOMPUTED, "");
        for (Object column : columns) {
            if (equal) {
                table.row(text(column), text(row.get(column)));
            } else {
                String there = cell(row, column);
                String now = cell(recomputed, column);
                table.row(text(column), there, now, there.equals(now) ? "" : "<- differs");
            }
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.addAll(events());
        return lines;
    }

    private static String cell(Map<?, ?> row, Object column) {
        return row.isEmpty() ? "(none)" : text(row.get(column));
    }

    private List<String> events() {
        List<Map<?, ?>> events = maps(details.get("events"));
        Table table = new Table("position", "event", "stream", "recorded", "id");
        for (Map<?, ?> event : events) {
            table.row(
                    text(event.get("position")),
                    text(event.get("type")) + " v" + text(event.get("type_version")),
                    text(event.get("stream")) + "@" + text(event.get("stream_version")),
                    text(event.get("recorded_at")),
                    text(event.get("id")));
        }
        List<String> lines = new ArrayList<>(table.lines());
        if (details.get("event_count") instanceof Number all && all.longValue() > events.size()) {
            lines.add("These are the last " + events.size() + " of " + all + " events.");
        }
        return lines;
    }

    /** Any rows that have the same members. */
    private static List<String> rows(List<Map<?, ?>> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<?> names = List.copyOf(rows.get(0).keySet());
        Table table = new Table(names.stream().map(Object::toString).toArray(String[]::new));
        rows.forEach(
                row -> table.row(names.stream().map(name -> text(row.get(name))).toArray(String[]::new)));
        return table.lines();
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> elements) {
            elements.forEach(element -> maps.add(map(element)));
        }
        return maps;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(@Nullable Object value) {
        return DifferenceTable.shown(value == null || value instanceof String ? (String) value : Json.write(value));
    }
}
