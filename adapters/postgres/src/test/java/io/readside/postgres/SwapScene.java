package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.projection.Row;
import io.readside.readstore.Batch;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The read model of tallies with one row, and a green beside it, over connections that can be cut. */
@Timeout(60)
abstract class SwapScene {

    /** The same, a column more at the end. */
    record Labelled(String name, long count, @Nullable String label) {}

    /** One column less than it had. */
    record Bare(String name) {}

    static final FoldProjection<Tally> SAME = next(Tally.class)
            .replaces(TALLY)
            .from(Tally.EVENTS)
            .keyedBy(Tally.Counted::name)
            .delete(Tally.Counted.class)
            .build();

    static final FoldProjection<Labelled> LABELLED = next(Labelled.class)
            .replaces(TALLY)
            .differsIn("label", "it is new")
            .from(Tally.EVENTS)
            .keyedBy(Tally.Counted::name)
            .delete(Tally.Counted.class)
            .build();

    static final FoldProjection<Bare> BARE = next(Bare.class)
            .replaces(TALLY)
            .differsIn("count", "it is gone")
            .from(Tally.EVENTS)
            .keyedBy(Tally.Counted::name)
            .delete(Tally.Counted.class)
            .build();

    private static <R extends Record> FoldProjection.Source<R> next(Class<R> row) {
        return Projection.named("tally", row).version(2);
    }

    static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);

    final Cutter cutter = new Cutter();
    FreshDatabase database;
    PostgresReadStore store;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        store = PostgresReadStore.of(cutter.around(database.dataSource()));
        Generation blue = store.generations().open(TALLY);
        fill(TALLY, blue, new Tally("a", 1));
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private <R> void fill(FoldProjection<R> projection, Generation generation, R value) {
        Row row = projection.shape().toRow(value);
        Change change = new Change.Upsert(projection.shape().keyOf(row), row, Position.of(1));
        store.applier(projection, generation.id())
                .apply(new Batch(generation.epoch(), Checkpoint.ZERO, Checkpoint.of(1), List.of(change), List.of()));
    }

    /** Plans green and fills it with one row. */
    <R> void verified(FoldProjection<R> ofGreen, R row) {
        store.rebuilds().plan(ofGreen, "an operator", false);
        verify(ofGreen, row);
    }

    <R> void verify(FoldProjection<R> ofGreen, R row) {
        move(State.LOADING);
        fill(ofGreen, generation(rebuild().green()), row);
        store.comparisons().watch(comparison(ofGreen));
        move(State.VERIFIED);
    }

    void move(State to) {
        Rebuild unused = store.rebuilds().move(rebuild(), to, "so that it is " + to);
    }

    Rebuild rebuild() {
        return store.rebuilds().last("tally").orElseThrow();
    }

    Generation generation(GenerationId id) {
        return store.rebuilds().generations(List.of("tally")).stream()
                .filter(generation -> generation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    Comparison comparison(Projection<?> ofGreen) {
        return new Comparison(rebuild().blue(), TALLY, rebuild().green(), ofGreen);
    }

    void meet() {
        Checkpoint unused = store.rebuilds().meet(rebuild().blue(), rebuild().green(), Duration.ofMinutes(1));
    }

    void part() {
        store.rebuilds().part(rebuild().blue(), rebuild().green());
    }

    Rebuild swap(Projection<?> ofGreen, SwapMode mode) {
        return store.rebuilds().swap(rebuild(), comparison(ofGreen), mode, LOCK_TIMEOUT);
    }

    Rebuild rollBack() {
        return store.rebuilds().rollback(rebuild(), "taken back", LOCK_TIMEOUT);
    }

    Rebuild drop() {
        return store.rebuilds().drop(rebuild(), "not wanted", LOCK_TIMEOUT);
    }

    /** Everything that a swap changes, in words. */
    String all() throws SQLException {
        return (String) database.value(
                "select concat_ws('; ', (select string_agg(concat_ws(' ', generation, role, active, epoch,"
                        + " state, position), ', ' order by generation) from readside.generation),"
                        + " (select string_agg(concat_ws(' ', id, state, note, mode), ', ' order by id) from readside.rebuild),"
                        + " (select string_agg(viewname || definition, ', ' order by viewname) from pg_views"
                        + " where schemaname = 'public'),"
                        + " (select string_agg(concat_ws(' ', oid::regclass, relowner::regrole, relacl, reloptions, relrowsecurity),"
                        + " ', ' order by relname) from pg_class where relname like 'tally%'))");
    }

    /** The table that the view of the name shows. */
    String shown() throws SQLException {
        return shownBy("tally");
    }

    String shownBy(String view) throws SQLException {
        return (String)
                database.value("select substring(pg_get_viewdef('public." + view + "'::regclass), 'tally__g[0-9]+')");
    }
}
