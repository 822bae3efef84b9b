package io.readside.testkit;

import static io.readside.testkit.Counter.counters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Position;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intent.Scope;
import io.readside.readstore.Intents;
import io.readside.readstore.Overview.Rebuild;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.SwapMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What operators want of read models, and what only a rebuild mends. */
interface ReadStoreSteering extends StoreFixture {

    @Test
    default void what_is_wanted_is_found_as_it_was_written_down() {
        Intents intents = twoReadModels(fresh()).store().intents();
        List<Act> acts = List.of(
                new Act.Retry(Optional.empty()),
                new Act.Retry(Optional.of("[\"a\",\"'; --\"]")),
                new Act.Skip("\\ \"b\" 😀", Long.MAX_VALUE, "it is\nwrong"),
                new Act.Pause(),
                new Act.Resume(),
                new Act.StartRebuild(true),
                new Act.PauseRebuild(),
                new Act.ResumeRebuild(),
                new Act.Abort(),
                new Act.Swap(SwapMode.RENAME),
                new Act.Rollback(),
                new Act.Drop(),
                new Act.Reconcile(new Scope.Whole(), true),
                new Act.Reconcile(new Scope.Range(Optional.of("a"), Optional.empty()), false),
                new Act.Reconcile(new Scope.Sample(7, Long.MIN_VALUE), false),
                new Act.Reproject(List.of("a", "[\"b\",1]")),
                new Act.Why("a"));

        for (Act act : acts) {
            Intent submitted = intents.submit("one", act, "O'Brien");

            assertThat(submitted).isEqualTo(new Intent(submitted.id(), "one", act, "O'Brien", Optional.empty()));
            assertThat(intents.find(submitted.id())).contains(submitted);
        }
        assertThat(intents.find(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    default void what_is_not_dealt_with_yet_is_open_in_order() {
        CrashableStore store = fresh();
        GenerationId one = twoReadModels(store).generation().id();
        GenerationId two = Opened.in(store, counters("two", 1)).generation().id();
        Intents intents = store.store().intents();
        List<Intent> ofOne = new ArrayList<>();
        List<Intent> ofTwo = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ofOne.add(intents.submit("one", i % 2 == 0 ? new Act.Pause() : new Act.Resume(), "an operator"));
            ofTwo.add(intents.submit("two", new Act.Retry(Optional.empty()), "an operator"));
        }

        assertThat(intents.open(Set.of(one))).isEqualTo(Map.of(one, ofOne));
        assertThat(intents.open(Set.of(two, one))).isEqualTo(Map.of(one, ofOne, two, ofTwo));
        assertThat(intents.open(Set.of(new GenerationId("three", 1)))).isEmpty();
        assertThat(intents.open(Set.of())).isEmpty();
        intents.report(ofOne.get(1).id(), new Report(true, "done"));
        assertThat(intents.open(Set.of(one))).isEqualTo(Map.of(one, List.of(ofOne.get(0), ofOne.get(2), ofOne.get(3))));
    }

    @Test
    default void the_first_report_stays() {
        Intents intents = twoReadModels(fresh()).store().intents();
        Intent refused = intents.submit("one", new Act.Retry(Optional.of("b")), "an operator");
        Intent done = intents.submit("one", new Act.Pause(), "an operator");

        intents.report(refused.id(), new Report(false, "key b is not parked"));
        intents.report(refused.id(), new Report(true, "done by another"));
        intents.report(done.id(), new Report(true, "paused at position 5"));

        assertThat(intents.find(refused.id()).flatMap(Intent::report))
                .contains(new Report(false, "key b is not parked"));
        assertThat(intents.find(done.id()).flatMap(Intent::report)).contains(new Report(true, "paused at position 5"));
    }

    @Test
    default void what_is_wanted_survives_a_crash() {
        CrashableStore store = fresh();
        Opened<Counter> one = twoReadModels(store);
        Intent intent = store.store().intents().submit("one", new Act.Pause(), "an operator");

        StoreFixture.crash(store, one);
        assertThatThrownBy(() ->
                        store.store().intents().open(Set.of(one.generation().id())))
                .isInstanceOf(StoreUnavailable.class);
        store.restart();

        assertThat(store.store().intents().open(Set.of(one.generation().id())))
                .isEqualTo(Map.of(one.generation().id(), List.of(intent)));
    }

    @Test
    default void a_read_model_that_has_passed_an_event_unseen_is_marked() {
        CrashableStore store = fresh();
        Opened<Counter> one = twoReadModels(store);
        one.apply(0, 7);

        mark(store, "one", 7, "position 7 came late");

        assertThat(one.overview().rebuild()).contains(new Rebuild(Position.of(7), "position 7 came late"));
        assertThat(Opened.in(store, counters("two", 1)).overview().rebuild()).isEmpty();
    }

    @Test
    default void a_read_model_that_will_come_to_the_event_is_not_marked() {
        CrashableStore store = fresh();
        Opened<Counter> one = twoReadModels(store);
        one.apply(0, 6);

        mark(store, "one", 7, "position 7 came late");
        mark(store, "three", 7, "nobody knows it");

        assertThat(one.overview().rebuild()).isEmpty();
    }

    @Test
    default void a_read_model_that_is_younger_than_the_finding_is_not_marked() {
        CrashableStore store = fresh();
        Opened<Counter> one = twoReadModels(store);
        one.apply(0, 7);

        store.store().generations().markForRebuild("one", Position.of(7), Instant.EPOCH, "position 7 came late");

        assertThat(one.overview().rebuild()).isEmpty();
    }

    @Test
    default void the_first_mark_stays() {
        CrashableStore store = fresh();
        Opened<Counter> one = twoReadModels(store);
        one.apply(0, 9);

        mark(store, "one", 7, "position 7 came late");
        mark(store, "one", 5, "position 5 came late, too");
        one.apply(9, 10);

        assertThat(one.overview().rebuild()).contains(new Rebuild(Position.of(7), "position 7 came late"));
    }

    private static Opened<Counter> twoReadModels(CrashableStore store) {
        Opened.in(store, counters("two", 1));
        return Opened.in(store, counters("one", 1));
    }

    private static void mark(CrashableStore store, String projection, long missed, String reason) {
        Instant afterItBegan = Instant.now().plus(Duration.ofDays(1));
        store.store().generations().markForRebuild(projection, Position.of(missed), afterItBegan, reason);
    }
}
