package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static io.readside.testkit.Counter.counters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Recovery;
import io.readside.readstore.RunState;
import io.readside.readstore.Skip;
import io.readside.readstore.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose turn it is to feed a read model. */
interface ReadStoreLeasing extends StoreFixture {

    Duration TERM = Duration.ofMinutes(8);

    @Test
    default void a_lease_goes_to_the_first_who_asks_and_to_nobody_else() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);

        Lease first = hold(store, "first", counters);
        Lease second = hold(store, "second", counters);

        assertThat(first.own()).isTrue();
        assertThat(first.owner()).isEqualTo("first");
        assertThat(first.generation()).isEqualTo(counters.generation().id());
        assertThat(first.epoch()).isEqualTo(counters.now().epoch());
        assertThat(first.left()).isBetween(TERM.minusMinutes(1), TERM);
        assertThat(first.since())
                .isBetween(Instant.now().minusSeconds(3600), Instant.now().plusSeconds(3600));
        assertThat(second.own()).isFalse();
        assertThat(second.isHeld()).isTrue();
        assertThat(List.of(second.owner(), second.epoch(), second.since()))
                .isEqualTo(List.of(first.owner(), first.epoch(), first.since()));
    }

    @Test
    default void readers_see_who_holds_a_lease() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        assertThat(counters.overview().lease()).isEmpty();

        Lease held = hold(store, "first", counters);

        assertThat(counters.overview().lease()).hasValueSatisfying(seen -> {
            assertThat(seen.owner()).isEqualTo("first");
            assertThat(seen.own()).isFalse();
            assertThat(seen.isHeld()).isTrue();
            assertThat(seen.since()).isEqualTo(held.since());
            assertThat(seen.epoch()).isEqualTo(held.epoch());
        });
    }

    @Test
    default void a_lease_that_ran_out_goes_to_the_next_who_asks() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        hold(store, "first", counters);

        store.passTime(TERM);

        assertThat(counters.overview().lease()).hasValueSatisfying(left -> {
            assertThat(left.owner()).isEqualTo("first");
            assertThat(left.isHeld()).isFalse();
        });
        assertThat(hold(store, "second", counters).own()).isTrue();
        assertThat(hold(store, "first", counters).own()).isFalse();
    }

    @Test
    default void renewing_keeps_a_lease_and_its_epoch() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        Lease taken = hold(store, "first", counters);
        Lease renewedAtOnce = hold(store, "first", counters);

        for (int i = 0; i < 3; i++) {
            store.passTime(TERM.dividedBy(2));
            Lease renewed = hold(store, "first", counters);
            assertThat(renewed.own()).isTrue();
            assertThat(renewed.epoch()).isEqualTo(taken.epoch());
            assertThat(renewed.left()).isBetween(TERM.minusMinutes(1), TERM);
            assertThat(hold(store, "second", counters).own()).isFalse();
        }

        assertThat(renewedAtOnce.since()).isEqualTo(taken.since());
        assertThat(renewedAtOnce.epoch()).isEqualTo(taken.epoch());
    }

    @Test
    default void a_lease_that_is_given_back_is_free_at_once() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        Set<GenerationId> id = Set.of(counters.generation().id());
        Lease first = hold(store, "first", counters);

        store.store().leases().release("second", id);
        Lease stillHeld = hold(store, "second", counters);
        store.store().leases().release("first", id);
        boolean isHeld = counters.overview().lease().orElseThrow().isHeld();
        Lease second = hold(store, "second", counters);

        assertThat(stillHeld.own()).isFalse();
        assertThat(isHeld).isFalse();
        assertThat(second.own()).isTrue();
        assertThat(second.epoch()).isGreaterThan(first.epoch());
    }

    @Test
    default void taking_a_lease_fences_what_the_owner_before_has_in_flight() {
        CrashableStore store = fresh();
        hold(store, "first", Opened.in(store, COUNTERS));
        Opened<Counter> first = Opened.in(store, COUNTERS);
        long epoch = first.generation().epoch();
        first.park(0, 2, first.failing("b", 1, "it fails"));
        store.passTime(TERM);

        Lease taken = hold(store, "second", first);

        Opened<Counter> second = Opened.in(store, COUNTERS);
        assertThat(taken.epoch())
                .isGreaterThan(epoch)
                .isEqualTo(second.generation().epoch());
        assertThatThrownBy(() -> first.apply(2, 3)).isInstanceOf(CheckpointMoved.class);
        assertThatThrownBy(() -> first.applier()
                        .recover(new Recovery(epoch, List.of(), List.of(first.place("b", 1)), List.of())))
                .isInstanceOf(CheckpointMoved.class);
        assertThatThrownBy(() -> first.applier()
                        .skip(epoch, new Skip(Key.of("b"), Position.of(1), "known to be wrong", "an operator")))
                .isInstanceOf(CheckpointMoved.class);
        first.applier().pause(epoch, "an operator");
        assertThat(second.now().state()).isEqualTo(new RunState.Running());
        assertThat(second.waitingAt("b")).containsExactly(1L);
        second.apply(2, 4);
        assertThat(second.checkpoint().position()).isEqualTo(Position.of(4));
    }

    /** By any amount that makes the lease end later than its owner could have meant. */
    @Test
    default void a_lease_from_before_the_clock_was_set_back_is_free() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        hold(store, "first", counters);

        store.passTime(TERM.dividedBy(2).negated());
        Lease slightlyBack = hold(store, "second", counters);
        store.passTime(TERM.multipliedBy(100).negated());
        Lease farBack = hold(store, "second", counters);

        assertThat(slightlyBack.own()).isFalse();
        assertThat(farBack.own()).isTrue();
        assertThat(farBack.left()).isBetween(TERM.minusMinutes(1), TERM);
    }

    @Test
    default void the_holder_of_a_lease_keeps_it_when_the_clock_is_set_back() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        hold(store, "first", counters);

        store.passTime(TERM.multipliedBy(100).negated());

        assertThat(hold(store, "first", counters).own()).isTrue();
        assertThat(hold(store, "second", counters).own()).isFalse();
    }

    @Test
    default void each_read_model_has_a_lease_of_its_own() {
        CrashableStore store = fresh();
        Opened<Counter> one = Opened.in(store, counters("one", 1));
        Opened<Counter> two = Opened.in(store, counters("two", 1));
        long untouched = two.now().epoch();
        hold(store, "first", one);
        assertThat(two.now().epoch()).isEqualTo(untouched);
        GenerationId dropped = new GenerationId("three", 1);

        List<Lease> leases = store.store()
                .leases()
                .hold("second", Set.of(one.generation().id(), two.generation().id(), dropped), TERM);

        assertThat(leases).hasSize(2).allSatisfy(lease -> {
            boolean isTwo = lease.generation().equals(two.generation().id());
            assertThat(lease.owner()).isEqualTo(isTwo ? "second" : "first");
            assertThat(lease.own()).isEqualTo(isTwo);
        });
        assertThat(store.store().leases().hold("second", Set.of(), TERM)).isEmpty();
    }

    @Test
    default void a_lease_survives_a_crash() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        Lease taken = hold(store, "first", counters);

        Opened<Counter> own = Opened.in(store, COUNTERS);
        StoreFixture.crash(store, own);
        assertThatThrownBy(() -> hold(store, "first", counters)).isInstanceOf(StoreUnavailable.class);
        store.restart();

        assertThat(hold(store, "second", counters).own()).isFalse();
        Lease renewed = hold(store, "first", counters);
        assertThat(List.of(renewed.own(), renewed.epoch(), renewed.since()))
                .isEqualTo(List.of(true, taken.epoch(), taken.since()));
    }

    private static Lease hold(CrashableStore store, String owner, Opened<?> opened) {
        List<Lease> leases =
                store.store().leases().hold(owner, Set.of(opened.generation().id()), TERM);
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }
}
