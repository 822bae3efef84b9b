package io.readside.rebuild;

import io.readside.readstore.Compared;
import java.util.Map;
import java.util.stream.Collectors;

/** What came of a comparison, for people. */
final class Words {

    private Words() {}

    static String compared(Compared compared) {
        String rows = "blue has " + compared.leftRows() + " rows, green " + compared.rightRows();
        String expected = compared.expected().isEmpty()
                ? ""
                : "; as declared, rows differ in "
                        + compared.expected().entrySet().stream()
                                .map(Words::count)
                                .collect(Collectors.joining(", "));
        String rest = compared.unexpected() == 0
                ? (compared.expected().isEmpty() ? "; all are equal" : "; all else is equal")
                : (compared.unexpected() == 1 ? "; 1 key differs" : "; " + compared.unexpected() + " keys differ")
                        + " as nobody has declared, the first: "
                        + compared.samples().stream()
                                .limit(Math.min(3, compared.unexpected()))
                                .map(difference -> difference.key() + " "
                                        + difference.cells().stream()
                                                .map(cell -> cell.column())
                                                .toList())
                                .collect(Collectors.joining(", "));
        return rows + expected + rest + " (compared up to position " + compared.at() + ")";
    }

    private static String count(Map.Entry<String, Long> column) {
        return column.getKey() + " (" + column.getValue() + ")";
    }
}
