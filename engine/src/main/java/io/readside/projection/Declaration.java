package io.readside.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first words of a declaration, the same for both forms: name, version and the one that it replaces, key, table and
 * indexes.
 *
 * @param <R> the row
 * @param <S> the form, for chaining
 */
public abstract sealed class Declaration<R, S> permits FoldProjection.Source, SqlProjection.Source {

    final String name;
    private final Class<R> row;
    private final List<String> key = new ArrayList<>();
    private final List<List<String>> indexes = new ArrayList<>();
    private final List<String> table = new ArrayList<>();
    final Succession succession;
    int version = 1;

    Declaration(String name, Class<R> row) {
        this.name = Identifiers.requireProjection(name);
        this.row = row;
        this.succession = new Succession(name);
    }

    abstract S self();

    /** From 1, the default; a change of the row or of what an event means is a new version. */
    public S version(int version) {
        if (version < 1) {
            throw new IllegalArgumentException(
                    "Projection '" + name + "': versions count from 1; it was given " + version + ".");
        }
        this.version = version;
        return self();
    }

    /**
     * Names the version before: of the same name and lower; its events may be another category's. The earlier version goes
     * on until the new one has taken its place. Whatever is not declared to differ has to be equal then.
     */
    public S replaces(Projection<?> predecessor) {
        succession.replaces(predecessor);
        return self();
    }

    /**
     * Says that values of one column differ from those of the version before: the column is new, gone, of another type, or
     * was wrong.
     *
     * @param component of this version's record; of the earlier one's, if it is gone
     * @param why in words for those who look at the rebuild: {@code version 1 added refunds twice}
     */
    public S differsIn(String component, String why) {
        succession.differsIn(component, why);
        return self();
    }

    /** Says that this version may have rows that the one before has not, or the other way round. */
    public S differsInRows(String why) {
        succession.differsInRows(why);
        return self();
    }

    /** Says that rows cannot be set against those of the version before, since they have another key. */
    public S differsEntirely(String why) {
        succession.differsEntirely(why);
        return self();
    }

    /** Names the components that form the key; default: the first one. */
    public S key(String first, String... more) {
        key.clear();
        Stream.concat(Stream.of(first), Stream.of(more)).forEach(key::add);
        return self();
    }

    /** Asks for an index over these components. */
    public S index(String first, String... more) {
        indexes.add(Stream.concat(Stream.of(first), Stream.of(more)).toList());
        return self();
    }

    /**
     * Gives the statements that make the table, in place of one derived from the record. In each of them <code>{table}</code>
     * stands for the table, schema and quotes included, and <code>{name}</code> for its bare name, which the names of indexes
     * need: every generation is made by the same text. The columns of the record are there with their types, null or not
     * null as it says, and its key is the primary key or unique; other columns are the table's own. A store that speaks no
     * SQL keeps rows as ever.
     *
     * @param create creates the table
     * @param more run after it, such as {@code create index "{name}_words" on {table} using gin (words)}
     */
    public S table(String create, String... more) {
        table.clear();
        Stream.concat(Stream.of(create), Stream.of(more)).forEach(statement -> {
            if (!statement.contains(Sql.TABLE)) {
                throw Coverage.problem(
                        name,
                        "a statement of table(…) names its table as " + Sql.TABLE
                                + ", so that it can be aimed at any generation, and this one does not: " + statement);
            }
            table.add(statement);
        });
        return self();
    }

    RowShape<R> shape() {
        return RowShape.of(row, key);
    }

    /** @throws IllegalArgumentException if indexes are asked for besides */
    List<String> table() {
        if (!table.isEmpty() && !indexes.isEmpty()) {
            throw Coverage.problem(
                    name,
                    "it asks for an index(…) of a table that its own text makes; add a statement to table(…) instead");
        }
        return List.copyOf(table);
    }

    List<List<Column>> indexes(RowShape<R> shape) {
        return indexes.stream()
                .map(components -> components.stream().map(shape::column).toList())
                .toList();
    }
}
