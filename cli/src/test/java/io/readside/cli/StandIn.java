package io.readside.cli;

import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.support.FreshDatabase;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Compared;
import io.readside.readstore.Difference;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.Difference.Kind;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Stands in for the process that feeds a read model: holds leases, moves the rebuild, reports what the test says. */
final class StandIn implements AutoCloseable {

    record OrderPlaced(String orderId, long cents) {}

    record Order(String orderId, long cents) {}

    static final Events<OrderPlaced> ORDERS =
            Events.of("order", OrderPlaced.class).type(OrderPlaced.class).build();

    static final FoldProjection<Order> SUMMARY = Projection.named("order_summary", Order.class)
            .from(ORDERS)
            .keyedBy(OrderPlaced::orderId)
            .put(OrderPlaced.class, (row, event) -> new Order(event.orderId(), event.cents()))
            .build();

    static final FoldProjection<Order> SECOND = Projection.named("order_summary", Order.class)
            .version(2)
            .replaces(SUMMARY)
            .differsIn("cents", "version 1 was wrong")
            .from(ORDERS)
            .keyedBy(OrderPlaced::orderId)
            .put(OrderPlaced.class, (row, event) -> new Order(event.orderId(), event.cents()))
            .build();

    static final GenerationId BLUE = new GenerationId("order_summary", 1);
    static final GenerationId GREEN = new GenerationId("order_summary", 2);

    private static final Duration FOR_THE_TEST = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final PostgresReadStore store;

    private StandIn(PostgresReadStore store) {
        this.store = store;
    }

    /** The read model exists, and nobody feeds it. */
    static StandIn on(FreshDatabase database) {
        PostgresReadStore store = PostgresReadStore.of(database.dataSource());
        store.generations().open(SUMMARY);
        return new StandIn(store);
    }

    StandIn holds(GenerationId... generations) {
        store.leases().hold("stand-in", Set.of(generations), FOR_THE_TEST);
        return this;
    }

    void releases(GenerationId... generations) {
        store.leases().release("stand-in", Set.of(generations));
    }

    Rebuild plans(Projection<?> projection) {
        return store.rebuilds().plan(projection, "ann", false);
    }

    Rebuild moves(Rebuild rebuild, State... states) {
        Rebuild now = rebuild;
        for (State state : states) {
            now = store.rebuilds().move(now, state, "moved on");
        }
        return now;
    }

    Rebuild builds(Projection<?> projection) {
        return moves(plans(projection), State.LOADING, State.CATCHING_UP, State.AT_HEAD);
    }

    /** To verified or not, as the differences say. */
    Rebuild compares(Rebuild atHead, Compared compared) {
        State to = compared.unexpected() == 0 ? State.VERIFIED : State.DIFFERS;
        return store.rebuilds().move(atHead, to, "as compared", compared);
    }

    static Compared equal() {
        return compared(0, Map.of());
    }

    static Compared compared(long unexpected, Map<String, Long> expected, Difference... samples) {
        return new Compared(7, 7, unexpected, new TreeMap<>(expected), List.of(samples), Position.of(7), Instant.EPOCH);
    }

    static Difference differs(String key, String left, String right) {
        return new Difference("[\"" + key + "\"]", Kind.VALUES, List.of(new Cell("cents", left, right)));
    }

    /** Waits for what somebody wants. */
    Intent asked(GenerationId of) {
        return await(
                "Nobody has asked for anything of " + of,
                () -> store.intents().open(Set.of(of)).values().stream()
                        .flatMap(Collection::stream)
                        .toList());
    }

    private static <T> T await(String otherwise, Supplier<List<T>> look) {
        long begun = System.nanoTime();
        for (List<T> seen = look.get(); ; seen = look.get()) {
            if (!seen.isEmpty()) {
                return seen.get(0);
            }
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new AssertionError(otherwise + ".");
            }
        }
    }

    void reports(Intent intent, boolean done, String message) {
        store.intents().report(intent.id(), new Report(done, message));
    }

    void reports(Intent intent, String message, String details) {
        store.intents().report(intent.id(), new Report(true, message, Optional.of(details)));
    }

    PostgresReadStore store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }
}
