package io.readside.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns of equal width, numbers to the right. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** None without a row. */
    List<String> lines() {
        if (rows.size() == 1) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(width(column) - cell.length());
                line.append(column == 0 ? "" : "  ");
                line.append(isNumbers(column) ? padding + cell : cell + padding);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private boolean isNumbers(int column) {
        return rows.stream().skip(1).allMatch(row -> row.get(column).matches("~?[0-9][0-9. a-z]*"));
    }
}
