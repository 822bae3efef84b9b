package io.readside.projection;

import io.readside.event.Events;
import io.readside.event.StoredEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The declaration that turns the events of one category into the rows of one read model. Immutable; declared once, for
 * example in a constant.
 *
 * @param <R> the row, a record
 */
public abstract sealed class Projection<R> implements ReadModel permits FoldProjection, SqlProjection {

    private final String name;
    private final int version;
    private final RowShape<R> shape;
    private final List<List<Column>> indexes;
    private final List<String> table;
    private final Events<?> events;
    private final boolean unknownTypesIgnored;
    private final OnPoison onPoison;
    private final Optional<Projection<?>> predecessor;
    private final Differences differences;

    Projection(Declaration<R, ?> declaration, Events<?> events, boolean unknownTypesIgnored, OnPoison onPoison) {
        this.name = declaration.name;
        this.version = declaration.version;
        this.shape = declaration.shape();
        this.indexes = declaration.indexes(shape);
        this.table = declaration.table();
        this.events = events;
        this.unknownTypesIgnored = unknownTypesIgnored;
        this.onPoison = onPoison;
        this.predecessor = declaration.succession.predecessor(version);
        this.differences = predecessor
                .map(before -> declaration.succession.differences(shape, before))
                .orElse(Differences.NONE);
    }

    /** What a declaration that does not say is taken to mean. */
    static OnPoison defaultOnPoison(boolean knowsKeys) {
        return knowsKeys ? OnPoison.PARK_KEY : OnPoison.STOP;
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

    @Override
    public String name() {
        return name;
    }

    /** The version of what it means, from 1; a change of the row or of a fold is a new one. */
    @Override
    public int version() {
        return version;
    }

    /** The version before, which is still fed until this one has taken its place. */
    public Optional<Projection<?>> replaces() {
        return predecessor;
    }

    /** This version, the one that it replaces, or one that was replaced before that; empty: none of them. */
    public Optional<Projection<?>> ofVersion(int wanted) {
        return wanted == version ? Optional.of(this) : predecessor.flatMap(before -> before.ofVersion(wanted));
    }

    /** In what it is expected to differ from the version that it replaces; {@link Differences#NONE} if there is none. */
    public Differences differences() {
        return differences;
    }

    /**
     * In what it is expected to differ from an earlier version, over all those between them; from itself in nothing.
     *
     * @throws IllegalArgumentException unless {@link #ofVersion} finds it
     */
    public Differences differencesFrom(int earlier) {
        if (earlier == version) {
            return Differences.NONE;
        }
        return predecessor
                .filter(before -> before.ofVersion(earlier).isPresent())
                .map(before -> before.differencesFrom(earlier).and(differences))
                .orElseThrow(() -> new IllegalArgumentException(
                        this + " does not replace version " + earlier + ", nor does any that it replaces."));
    }

    @Override
    public String versionedName() {
        return name + "_v" + version;
    }

    public RowShape<R> shape() {
        return shape;
    }

    /** Columns of each declared index besides the key's. */
    public List<List<Column>> indexes() {
        return indexes;
    }

    /** The statements of {@link Declaration#table}, placeholders included; empty: the table is derived from the record. */
    public List<String> table() {
        return table;
    }

    public Events<?> events() {
        return events;
    }

    /** Whether an event of a type or version that is not registered is passed over, as opposed to being poison. */
    public boolean unknownTypesIgnored() {
        return unknownTypesIgnored;
    }

    /** What happens about an event that cannot be applied. */
    public OnPoison onPoison() {
        return onPoison;
    }

    /** Whether parking and repair can work key by key, as opposed to the whole read model. */
    public abstract boolean knowsKeys();

    /**
     * Whether each key is a sequence of its own, so that an event may be parked for one of its keys and take effect on the
     * others, as opposed to the event as a whole: then parking spreads to every key that shares a parked event.
     */
    public abstract boolean splitsByKey();

    /**
     * Begins a batch.
     *
     * @param page events of the category in order of position
     */
    public abstract Folding begin(List<StoredEvent> page);

    /**
     * Begins a batch that tries parked keys again. What fails again is parked again, whatever {@link #onPoison()} says. An
     * event that belongs elsewhere by now ends the batch, since the checkpoint is past it: to none of these keys, to a key
     * that its stream was not bound to, or, unless {@link #splitsByKey()}, to any other key.
     *
     * @param only the keys to work on; unless {@link #splitsByKey()}, closed: whoever shares an event with one is in it
     * @param events that wait for them, in order of position
     */
    public abstract Folding beginFor(Set<Key> only, List<StoredEvent> events);

    /**
     * Begins a batch that builds a few keys beside a read model that has them all, by the rules of {@link #begin}. What does
     * not reach one of them is passed over, and so is an event of a stream that nothing has bound: only bindings to these
     * keys are made, and the store is to know no others. Unless {@link #splitsByKey()}, an event that reaches one of them is
     * run or parked whole, its other keys included: the caller sees to what it does to them. An event whose keys cannot be
     * told, since it cannot be read or fails in naming them, is poison.
     *
     * @param keys in store form
     * @param page events of the category, also those of all other keys, in order of position
     * @throws IllegalArgumentException unless {@link #knowsKeys()}
     */
    public abstract Folding beginOnly(Set<Key> keys, List<StoredEvent> page);

    @Override
    public String toString() {
        return "projection '" + name() + "' version " + version();
    }
}
