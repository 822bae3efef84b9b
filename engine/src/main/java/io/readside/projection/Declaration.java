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

    RowShape<R> shape() {
        return RowShape.of(row, key);
    }

    List<List<Column>> indexes(RowShape<R> shape) {
        return indexes.stream()
                .map(components -> components.stream().map(shape::column).toList())
                .toList();
    }
}
