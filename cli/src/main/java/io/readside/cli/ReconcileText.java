package io.readside.cli;

import io.readside.event.Json;
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

    private ReconcileText() {}

    /** How many keys are not what the log says. */
    static long drift(Map<String, Object> details) {
        return details.get("drift") instanceof Number drift ? drift.longValue() : 0;
    }

    /** The keys that are wrong, a line for each column. */
    static List<String> keys(Map<String, Object> details) {
        Table table = new Table("key", "column", IN_PLACE, RECOMPUTED);
        for (Map<?, ?> wrong : maps(details.get("keys"))) {
            String key = text(wrong.get("key"));
            for (Map<?, ?> cell : maps(wrong.get("cells"))) {
                table.row(key, text(cell.get("column")), text(cell.get("read_model")), text(cell.get("recomputed")));
                key = "";
            }
        }
        return table.lines();
    }

    /** The row, what is recomputed beside it if that is another, and the events. */
    static List<String> why(Map<String, Object> details) {
        boolean equal = !Boolean.FALSE.equals(details.get("equal"));
        Map<?, ?> row = map(details.get("row"));
        Map<?, ?> recomputed = map(details.get("recomputed"));
        Set<Object> columns = new LinkedHashSet<>(row.keySet());
        columns.addAll(recomputed.keySet());
        Table table = equal ? new Table("column", "value") : new Table("column", IN_PLACE, RECOMPUTED);
        for (Object column : columns) {
            if (equal) {
                table.row(text(column), text(row.get(column)));
            } else {
                table.row(text(column), cell(row, column), cell(recomputed, column));
            }
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.addAll(events(details));
        return lines;
    }

    private static String cell(Map<?, ?> row, Object column) {
        return row.isEmpty() ? "(none)" : text(row.get(column));
    }

    private static List<String> events(Map<String, Object> details) {
        Table table = new Table("position", "event", "recorded");
        for (Map<?, ?> event : maps(details.get("events"))) {
            table.row(text(event.get("position")), text(event.get("event")), text(event.get("recorded_at")));
        }
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
        return value == null ? "null" : DifferenceTable.shown(value instanceof String text ? text : Json.write(value));
    }
}
