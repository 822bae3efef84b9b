package io.readside.cli;

import io.readside.event.Json;
import io.readside.readstore.Difference;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.Difference.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows that differ between two sides, a line for each column. */
final class DifferenceTable {

    private static final int LONGEST = 60;

    private final Table table;

    /** @param left what the one side is called, {@code blue} for example */
    DifferenceTable(String left, String right) {
        this.table = new Table("key", "column", left, right);
    }

    DifferenceTable add(List<Difference> differences) {
        differences.forEach(this::add);
        return this;
    }

    private void add(Difference difference) {
        add(key(difference.key()), difference.kind(), difference.cells());
    }

    /** @param key as people name it */
    void add(String key, Kind kind, List<Cell> cells) {
        if (kind == Kind.VALUES) {
            String first = key;
            for (Cell cell : cells) {
                table.row(first, cell.column(), shown(cell.left()), shown(cell.right()));
                first = "";
            }
        } else {
            boolean left = kind == Kind.ONLY_LEFT;
            String row = shown(cells.stream()
                    .map(cell -> cell.column() + "=" + (left ? cell.left() : cell.right()))
                    .collect(Collectors.joining(", ")));
            table.row(key, "(row)", left ? row : "(none)", left ? "(none)" : row);
        }
    }

    List<String> lines() {
        return table.lines();
    }

    /** Of a key in JSON: plain text if it has one part. */
    static String key(String json) {
        List<?> parts = Json.read(json, List.class);
        return parts.size() == 1 ? shown(String.valueOf(parts.get(0))) : json;
    }

    /** One line, not too long. */
    static String shown(@Nullable String value) {
        if (value == null) {
            return "null";
        }
        String line = value.chars()
                .mapToObj(sign -> Character.isISOControl(sign) ? " " : Character.toString(sign))
                .collect(Collectors.joining());
        return line.length() > LONGEST ? line.substring(0, LONGEST - 1) + "…" : line;
    }
}
