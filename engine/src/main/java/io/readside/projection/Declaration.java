package io.readside.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first words of a declaration, the same for both forms: name, version, key, indexes.
 *
 * @param <R> the row
 * @param <S> the form, for chaining
 */
public abstract sealed class Declaration<R, S> permits FoldProjection.Source, SqlProjection.Source {

    final String name;
    private final Class<R> row;
    private final List<String> key = new ArrayList<>();
    private final List<List<String>> indexes = new ArrayList<>();
    int version = 1;

    Declaration(String name, Class<R> row) {
        this.name = Identifiers.requireProjection(name);
        this.row = row;
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
