package io.readside.projection;

import io.readside.event.Events;
import io.readside.event.StoredEvent;
import java.util.List;

/**
 * The declaration that turns the events of one category into the rows of one read model. Immutable; declared once, for
 * example in a constant.
 *
 * @param <R> the row, a record
 */
public abstract sealed class Projection<R> permits FoldProjection, SqlProjection {

    private final String name;
    private final int version;
    private final RowShape<R> shape;
    private final List<List<Column>> indexes;
    private final Events<?> events;
    private final boolean unknownTypesIgnored;

    Projection(Declaration<R, ?> declaration, Events<?> events, boolean unknownTypesIgnored) {
        this.name = declaration.name;
        this.version = declaration.version;
        this.shape = declaration.shape();
        this.indexes = declaration.indexes(shape);
        this.events = events;
        this.unknownTypesIgnored = unknownTypesIgnored;
    }

    /**
     * Declares a projection by folding events into the row of each key: the usual form.
     *
     * @param name also names the table's view, so it matches {@code [a-z][a-z0-9_]{0,47}}
     * @param row its components become the columns; the first is the key unless {@link Declaration#key} says otherwise
     */
    public static <R extends Record> FoldProjection.Source<R> named(String name, Class<R> row) {
        return new FoldProjection.Source<>(name, row);
    }

    /**
     * Declares a projection by statements of SQL: the escape hatch for what a fold cannot say. Needs a store that speaks
     * SQL and is atomic.
     *
     * @param name also names the table's view, so it matches {@code [a-z][a-z0-9_]{0,47}}
     * @param row its components become the columns; the first is the key unless {@link Declaration#key} says otherwise
     */
    public static <R extends Record> SqlProjection.Source<R> sql(String name, Class<R> row) {
        return new SqlProjection.Source<>(name, row);
    }

    public String name() {
        return name;
    }

    /** The version of what it means, from 1; a change of the row or of a fold is a new one. */
    public int version() {
        return version;
    }

    public RowShape<R> shape() {
        return shape;
    }

    /** Columns of each declared index besides the key's. */
    public List<List<Column>> indexes() {
        return indexes;
    }

    public Events<?> events() {
        return events;
    }

    /** Whether an event of a type that is not registered is passed over, as opposed to being poison. */
    public boolean unknownTypesIgnored() {
        return unknownTypesIgnored;
    }

    /** Whether parking and repair can work key by key, as opposed to the whole read model. */
    public abstract boolean knowsKeys();

    /**
     * Begins a batch.
     *
     * @param page events of the category in order of position
     */
    public abstract Folding begin(List<StoredEvent> page);

    @Override
    public String toString() {
        return "projection '" + name() + "' version " + version();
    }
}
