package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;

import io.readside.event.Checkpoint;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Role;
import io.readside.readstore.SwapMode;
import io.readside.testkit.Counter.Counted;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A read model of version 1, and green of version 2 beside it, both written to by hand. */
record BlueAndGreen(CrashableStore fixture, FoldProjection<Counter> ofGreen) {

    /** What replaces {@link Counter#COUNTERS}, with the same rows. */
    static final FoldProjection<Counter> NEWER = Projection.named("counters", Counter.class)
            .version(2)
            .replaces(COUNTERS)
            .from(Counter.EVENTS)
            .keyedBy(Counted::name)
            .put(Counted.class, (row, e) -> new Counter(e.name(), row == null ? 1 : row.count() + 1))
            .build();

    /** What replaces it with rows that cannot be set against the old ones. */
    static final FoldProjection<Counter> UNLIKE = Projection.named("counters", Counter.class)
            .version(2)
            .replaces(COUNTERS)
            .differsEntirely("it counts other things")
            .from(Counter.EVENTS)
            .keyedBy(Counted::name)
            .put(Counted.class, (row, e) -> new Counter(e.name(), row == null ? 1 : row.count() + 1))
            .build();

    /** Longer than any test takes. */
    static final Duration MEETING = Duration.ofMinutes(8);

    static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

    /** Blue at position 5 with two rows, and a rebuild that waits to be begun. */
    static BlueAndGreen planned(CrashableStore fixture) {
        return planned(fixture, NEWER, false);
    }

    static BlueAndGreen planned(CrashableStore fixture, FoldProjection<Counter> ofGreen, boolean newTimeline) {
        Opened<Counter> blue = Opened.in(fixture, COUNTERS);
        blue.apply(0, 5, blue.upsert(new Counter("a", 1), 2), blue.upsert(new Counter("b", 1), 5));
        BlueAndGreen both = new BlueAndGreen(fixture, ofGreen);
        both.rebuilds().plan(ofGreen, "an operator", newTimeline);
        return both;
    }

    /** Green at the same position with the same rows, and keys that change are noted. */
    static BlueAndGreen verified(CrashableStore fixture) {
        return verified(fixture, NEWER);
    }

    static BlueAndGreen verified(CrashableStore fixture, FoldProjection<Counter> ofGreen) {
        BlueAndGreen both = planned(fixture, ofGreen, false);
        both.load();
        fixture.store().comparisons().watch(both.comparison());
        both.move(State.VERIFIED);
        return both;
    }

    /** The same with green active. */
    static BlueAndGreen swapped(CrashableStore fixture) {
        BlueAndGreen both = verified(fixture);
        both.meet();
        both.swap();
        return both;
    }

    void load() {
        move(State.LOADING);
        Opened<Counter> green = green();
        green.apply(0, 5, green.upsert(new Counter("a", 1), 2), green.upsert(new Counter("b", 1), 5));
    }

    Rebuilds rebuilds() {
        return fixture.store().rebuilds();
    }

    /** As it is now, open or not. */
    Rebuild rebuild() {
        return rebuilds().last("counters").orElseThrow();
    }

    Rebuild move(State to) {
        return rebuilds().move(rebuild(), to, "so that it is " + to);
    }

    Comparison comparison() {
        return new Comparison(rebuild().blue(), COUNTERS, rebuild().green(), ofGreen);
    }

    /** Blue as it is now, with the epoch of now. */
    Opened<Counter> blue() {
        return new Opened<>(fixture.store(), COUNTERS, generation(rebuild().blue()));
    }

    Opened<Counter> green() {
        return new Opened<>(fixture.store(), ofGreen, generation(rebuild().green()));
    }

    Generation generation(GenerationId id) {
        return generations().stream()
                .filter(generation -> generation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    List<Generation> generations() {
        return rebuilds().generations(Set.of("counters"));
    }

    List<Role> roles() {
        return generations().stream().map(Generation::role).toList();
    }

    Checkpoint meet() {
        return rebuilds().meet(rebuild().blue(), rebuild().green(), MEETING);
    }

    void part() {
        rebuilds().part(rebuild().blue(), rebuild().green());
    }

    Rebuild swap() {
        return rebuilds().swap(rebuild(), comparison(), SwapMode.REPLACE, LOCK_TIMEOUT);
    }

    Rebuild rollBack() {
        return rebuilds().rollback(rebuild(), "taken back", LOCK_TIMEOUT);
    }

    Rebuild drop() {
        return rebuilds().drop(rebuild(), "not wanted", LOCK_TIMEOUT);
    }

    /** The generation that readers of a version are served by. */
    GenerationId serving(Projection<?> version) {
        return fixture.store().reads().serving(version).id();
    }
}
