package io.readside.readstore;

import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The reading side of a store. Data and the checkpoint that vouches for it come from one snapshot. Every method may throw
 * {@link StoreUnavailable}.
 */
public interface Reads {

    /**
     * The generation that serves readers of each of some read models in its version: the active one, or one of this version
     * that is verified or kept. If there is none, the active generation of another version. All of one snapshot, in their
     * order, in one round trip.
     */
    List<Generation> serving(List<? extends ReadModel> models);

    /** The one that serves readers of one read model. */
    default Generation serving(ReadModel model) {
        return serving(List.of(model)).get(0);
    }

    /** The same, for readers who want to see the newest generation of their version even before it is verified. */
    Reads preview();

    /** The row of a key, in one round trip; empty if there is none. */
    <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key);

    /**
     * Rows in order of their keys.
     *
     * @param limit most rows returned, from the first
     */
    <R> Snapshot<List<R>> rows(Projection<R> projection, int limit);

    /** A query of the user's own over some read models, whose generations the snapshot has in their order. */
    <T> Snapshot<T> query(List<? extends ReadModel> models, Function<ReadSession, T> query);

    /** The same over one. */
    default <T> Snapshot<T> query(ReadModel model, Function<ReadSession, T> query) {
        return query(List.of(model), query);
    }

    /** The active generation of everything that the store holds, by name. */
    List<Overview> all();

    /** Generations beside the active ones that are fed: green and blue of rebuilds that are open. By name. */
    List<Overview> beside();

    /**
     * Keys that wait for an operator, in the active generations and in those of rebuilds, by name, generation and position.
     *
     * @param projection empty: of every projection
     */
    List<ParkedKey> parked(Optional<String> projection);
}
