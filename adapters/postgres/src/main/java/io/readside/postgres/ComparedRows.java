package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.projection.Column;
import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparison.Pair;
import io.readside.readstore.Difference;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.Difference.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The terms in which rows of two generations are set against each other. In statements the left row is {@code l}, the right one
 * {@code r}, a suspect {@code s} with the parts of its key {@code k1, k2, …}.
 */
final class ComparedRows {

    private static final String ONE_IS_MISSING = "(l.{first} is null) <> (r.{first} is null)";
    private static final String NONE_IS_MISSING = "l.{first} is not null and r.{first} is not null";

    private final List<Column> key;
    private final List<Pair> pairs;
    private final boolean expectedInRows;
    private final PhysicalTable left;
    private final PhysicalTable right;

    /** @param schema of read models */
    ComparedRows(String schema, Comparison comparison) {
        this.key = comparison.ofRight().shape().keyColumns();
        this.pairs = comparison.pairs();
        this.expectedInRows = comparison.differences().isExpectedInRows();
        this.left = new PhysicalTable(schema, comparison.left());
        this.right = new PhysicalTable(schema, comparison.right());
    }

    List<Column> key() {
        return key;
    }

    /** Puts in what is the same wherever it stands. */
    String in(String statement) {
        return statement
                .replace("{left}", left.table())
                .replace("{right}", right.table())
                .replace("{suspects}", right.suspects())
                .replace("{names}", names(""))
                .replace("{of_s}", names("s."))
                .replace("{same}", matches("s.", "j.", i -> part(i)))
                .replace("{match}", matches("l.", "r.", this::name))
                .replace("{match_left}", matchesSuspect("l."))
                .replace("{match_right}", matchesSuspect("r."))
                .replace("{present}", onKey("l.{first} is not null as on_left, r.{first} is not null as on_right"));
    }

    /** The names of the parts of a suspect's key. */
    String names(String alias) {
        return join(", ", places().map(i -> alias + part(i)));
    }

    /** The key as a table has it. */
    String ownKey() {
        return join(", ", places().map(this::name));
    }

    /** The key of one of two rows. */
    String keyOfEither() {
        return join(", ", places().map(i -> "coalesce(l." + name(i) + ", r." + name(i) + ")"));
    }

    private String matches(String one, String other, Function<Integer, String> column) {
        return join(" and ", places().map(i -> one + column.apply(i) + " = " + other + column.apply(i)));
    }

    private String matchesSuspect(String alias) {
        return join(" and ", places().map(i -> alias + name(i) + " = s." + part(i)));
    }

    private Stream<Integer> places() {
        return IntStream.range(0, key.size()).boxed();
    }

    private String name(int place) {
        return quoted(key.get(place).name());
    }

    private static String part(int place) {
        return "k" + (place + 1);
    }

    private String onKey(String term) {
        return term.replace("{first}", name(0));
    }

    /** Whether two rows, of which one may be missing, differ as nobody has declared. */
    String differs() {
        String values = differ(false);
        return expectedInRows
                ? onKey(NONE_IS_MISSING) + " and (" + values + ")"
                : "(" + onKey(ONE_IS_MISSING) + " or " + values + ")";
    }

    /** Whether they differ as declared. */
    String differsAsDeclared() {
        String values = onKey(NONE_IS_MISSING) + " and (" + differ(true) + ")";
        return expectedInRows ? onKey(ONE_IS_MISSING) + " or " + values : values;
    }

    /** Of an equal pair of missing rows nothing differs. */
    private String differ(boolean isExpected) {
        String any = join(
                " or ",
                values(isExpected).map(column -> exact("l.", column) + " is distinct from " + exact("r.", column)));
        return any.isEmpty() ? "false" : any;
    }

    private Stream<Column> values(boolean isExpected) {
        return pairs.stream()
                .filter(pair -> pair.isExpected() == isExpected)
                .map(Pair::right)
                .filter(column -> !key.contains(column));
    }

    private static String exact(String alias, Column column) {
        return ColumnSql.exact(alias + quoted(column.name()), column.type());
    }

    boolean isExpectedInRows() {
        return expectedInRows;
    }

    /** A number for the row's key and those values that have to be equal. */
    String checksum() {
        return checksum(false);
    }

    /** A number for the row's key and those values that are expected to differ; null if there are none. */
    String checksumOfExpected() {
        return values(true).findAny().isPresent() ? checksum(true) : "null::bigint";
    }

    /** The text of a row tells null from empty, and one value from two. */
    private String checksum(boolean ofExpected) {
        String parts =
                join(", ", Stream.concat(key.stream(), values(ofExpected)).map(column -> quoted(column.name())));
        return "hashtextextended(row(" + parts + ")::text, 0)";
    }

    /** The columns of which a difference tells, if what is looked for was declared or was not. */
    List<Pair> shown(boolean isExpected) {
        return pairs.stream()
                .filter(pair -> pair.isExpected() == isExpected || expectedInRows == isExpected)
                .toList();
    }

    /** Both values of each column as text, or of which there is one. */
    static String texts(List<Pair> shown) {
        return join(", ", IntStream.range(0, shown.size()).mapToObj(i -> {
            String column = quoted(shown.get(i).right().name());
            return "l." + column + "::text as l" + i + ", r." + column + "::text as r" + i;
        }));
    }

    /** Reads a key. */
    Key key(ResultSet row, int first) throws SQLException {
        return key(row, first, key);
    }

    static Key key(ResultSet row, int first, List<Column> columns) throws SQLException {
        List<Object> parts = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            parts.add(Objects.requireNonNull(
                    ColumnSql.read(row, first + i, columns.get(i).type())));
        }
        return new Key(parts);
    }

    /**
     * Reads a key, which rows there are, and their texts, beginning with the first column.
     *
     * @param between columns between the key and the rest
     */
    Difference difference(ResultSet row, int between, List<Pair> shown, boolean isExpected) throws SQLException {
        int next = 1 + key.size() + between;
        Kind kind = kind(row.getBoolean(next), row.getBoolean(next + 1));
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            Pair pair = shown.get(i);
            Cell cell = new Cell(pair.right().name(), row.getString(next + 2 + 2 * i), row.getString(next + 3 + 2 * i));
            boolean differs = pair.isExpected() == isExpected && !Objects.equals(cell.left(), cell.right());
            if (kind != Kind.VALUES || differs) {
                cells.add(cell);
            }
        }
        return new Difference(key(row, 1).toJson(), kind, cells);
    }

    private static Kind kind(boolean onLeft, boolean onRight) {
        return onLeft == onRight ? Kind.VALUES : onLeft ? Kind.ONLY_LEFT : Kind.ONLY_RIGHT;
    }

    private static String join(String separator, Stream<String> texts) {
        return texts.collect(Collectors.joining(separator));
    }
}
