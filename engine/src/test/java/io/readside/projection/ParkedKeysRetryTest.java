package io.readside.projection;

import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.stored;
import static io.readside.bank.Bank.superstitious;
import static io.readside.projection.Folds.DEPOSITED;
import static io.readside.projection.Folds.ONE;
import static io.readside.projection.Folds.TWO;
import static io.readside.projection.Folds.failed;
import static io.readside.projection.Folds.fold;
import static io.readside.projection.Folds.held;
import static io.readside.projection.Folds.page;
import static io.readside.projection.Folds.parked;
import static io.readside.projection.Folds.twoKeys;
import static io.readside.projection.Folds.unreadable;
import static io.readside.projection.Folds.upsert;
import static io.readside.projection.Folds.waits;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.projection.Change.Upsert;
import io.readside.projection.Folding.Folded;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Parked keys that are tried again, without all others. */
class ParkedKeysRetryTest {

    @Test
    void parked_keys_are_tried_again_without_the_others() {
        FoldProjection<Balance> mended =
                superstitious(() -> false).keyedBy(BankEvent::account).build();
        List<StoredEvent> events = stored(new Deposited("1", 13), DEPOSITED);

        Folding folding = mended.beginFor(Set.of(ONE), events);

        assertThat(mended.splitsByKey()).isTrue();
        assertThat(folding.keys(Map.of())).containsExactly(ONE);
        Folded folded = folding.fold(held(new Balance("1", "ann", 0), 0), Map.of(), Map.of());
        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 18), 2));
        assertThat(folded.parked()).isEmpty();
    }

    @Test
    void of_an_event_of_many_keys_only_the_parked_ones_get_their_part() {
        FoldProjection<Balance> projection = twoKeys().build();

        Folded folded = fold(projection.beginFor(Set.of(TWO), stored(new Opened("1", "2"))), Map.of(), Map.of());

        assertThat(folded.changes()).containsExactly(upsert(new Balance("2", "somebody", 0), 1));
    }

    @Test
    void a_key_that_fails_again_is_parked_again_whatever_the_policy() {
        FoldProjection<Balance> stopping = superstitious(() -> true)
                .keyedByStream()
                .onPoison(OnPoison.STOP)
                .build();
        List<StoredEvent> events = page(new Deposited("1", 13), DEPOSITED);
        events.set(0, unreadable(events.get(0)));

        Folded folded = fold(stopping.beginFor(Set.of(ONE), events), held(new Balance("1", "ann", 0), 0), Map.of());

        assertThat(folded.poison()).isEmpty();
        assertThat(parked(folded)).containsExactly(failed(ONE, 1), waits(ONE, 2));
    }

    @Test
    void an_event_that_belongs_to_another_key_by_now_ends_the_batch_before_it() {
        FoldProjection<Balance> mended =
                superstitious(() -> false).keyedBy(BankEvent::account).build();
        List<StoredEvent> events = stored(DEPOSITED, new Deposited("2", 7), DEPOSITED);

        Folded folded = fold(mended.beginFor(Set.of(ONE), events), held(new Balance("1", "ann", 0), 0), Map.of());

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 5), 1));
        assertThat(folded.parked()).isEmpty();
        assertThat(folded.poison()).hasValueSatisfying(poison -> {
            assertThat(poison.position()).isEqualTo(Position.of(2));
            assertThat(poison.reason()).isEqualTo("it now belongs to key 2; only a rebuild gives it to that key");
            assertThat(poison.mayPass()).isFalse();
        });
    }

    @Test
    void an_event_that_belongs_to_no_key_by_now_ends_the_batch_before_it() {
        FoldProjection<Balance> mended =
                superstitious(() -> false).keysOf(e -> List.of()).build();

        Folded folded = fold(mended.beginFor(Set.of(ONE), stored(DEPOSITED)), Map.of(), Map.of());

        assertThat(folded.poison())
                .hasValueSatisfying(poison -> assertThat(poison.reason()).isEqualTo("it now belongs to no key"));
    }

    @Test
    void an_event_that_has_no_effect_by_now_is_passed_over() {
        FoldProjection<Balance> mended = Projection.named("balances", Balance.class)
                .from(EVENTS)
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .ignore(Deposited.class, Closed.class)
                .build();

        Folded folded = fold(mended.beginFor(Set.of(TWO), stored(DEPOSITED)), Map.of(), Map.of());

        assertThat(folded.poison()).isEmpty();
        assertThat(folded.changes()).isEmpty();
    }

    private static FoldProjection<Balance> boundToAccountAndOwner() {
        return Projection.named("balances", Balance.class)
                .from(EVENTS)
                .bindAll(Opened.class, e -> List.of(e.account(), e.owner()))
                .insert(Opened.class, (Key key, Opened e) -> new Balance(key.text(0), "somebody", 0))
                .ignore(Deposited.class, Closed.class)
                .build();
    }

    private static Folded tryTwo(StoredEvent opened, Key... bound) {
        List<Binding> known = Stream.of(bound)
                .map(key -> new Binding(opened.stream(), key, opened.position()))
                .toList();
        Folding folding = boundToAccountAndOwner().beginFor(Set.of(TWO), List.of(opened));
        folding.keys(Map.of(opened.stream(), known));
        return folding.fold(Map.of(), Map.of(), Map.of());
    }

    @Test
    void a_stream_goes_on_with_the_keys_that_it_was_bound_to() {
        Folded folded = tryTwo(stored(new Opened("1", "2")).get(0), ONE, TWO);

        assertThat(folded.changes())
                .extracting(change -> ((Upsert) change).key())
                .containsExactly(TWO);
        assertThat(folded.bindings()).isEmpty();
        assertThat(folded.poison()).isEmpty();
    }

    @Test
    void an_event_that_binds_its_stream_to_another_key_by_now_ends_the_batch_before_it() {
        Folded folded = tryTwo(stored(new Opened("1", "2")).get(0), TWO);

        assertThat(folded.changes()).isEmpty();
        assertThat(folded.bindings()).isEmpty();
        assertThat(folded.poison())
                .hasValueSatisfying(poison -> assertThat(poison.reason())
                        .isEqualTo("it now binds its stream to key 1; only a rebuild gives its events to that key"));
    }
}
