package io.readside.consistency;

import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import io.readside.readstore.Generation;
import io.readside.readstore.Overview;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.ReadSession;
import io.readside.readstore.Reads;
import io.readside.readstore.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;

/** Signals each look at a row. */
record WatchedReads(Reads reads, BlockingQueue<String> looks) implements Reads {

    @Override
    public List<Generation> serving(List<? extends ReadModel> models) {
        return reads.serving(models);
    }

    @Override
    public <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key) {
        Snapshot<Optional<R>> snapshot = reads.row(projection, key);
        looks.add("row");
        return snapshot;
    }

    @Override
    public <R> Snapshot<List<R>> rows(Projection<R> projection, int limit) {
        return reads.rows(projection, limit);
    }

    @Override
    public <T> Snapshot<T> query(List<? extends ReadModel> models, Function<ReadSession, T> query) {
        return reads.query(models, query);
    }

    @Override
    public List<Overview> all() {
        return reads.all();
    }

    @Override
    public Reads preview() {
        return reads.preview();
    }

    @Override
    public List<Overview> beside() {
        return reads.beside();
    }

    @Override
    public List<ParkedKey> parked(Optional<String> projection) {
        return reads.parked(projection);
    }
}
