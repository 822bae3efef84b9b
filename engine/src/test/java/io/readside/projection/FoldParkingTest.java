package io.readside.projection;

import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.stored;
import static io.readside.bank.Bank.superstitious;
import static io.readside.projection.Folds.DEPOSITED;
import static io.readside.projection.Folds.ONE;
import static io.readside.projection.Folds.OPENED;
import static io.readside.projection.Folds.failed;
import static io.readside.projection.Folds.fold;
import static io.readside.projection.Folds.held;
import static io.readside.projection.Folds.parked;
import static io.readside.projection.Folds.parking;
import static io.readside.projection.Folds.twoKeys;
import static io.readside.projection.Folds.upsert;
import static io.readside.projection.Folds.waits;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Of a fold, what cannot be applied parks its key, and everything else goes on. */
class FoldParkingTest {

    @Test
    void the_key_is_parked_its_later_events_wait_in_order_and_other_keys_go_on() {
        Folded folded = fold(
                parking(),
                OPENED,
                new Opened("2", "bob"),
                new Deposited("1", 13),
                new Deposited("2", 7),
                DEPOSITED,
                new Closed("1"));

        assertThat(folded.poison()).isEmpty();
        assertThat(folded.changes())
                .containsExactly(upsert(new Balance("1", "ann", 0), 1), upsert(new Balance("2", "bob", 7), 4));
        assertThat(parked(folded)).containsExactly(failed(ONE, 3), waits(ONE, 5), waits(ONE, 6));
    }

    @Test
    void a_failure_of_user_code_may_pass_and_a_rule_of_the_engine_does_not() {
        List<Parked> parked = fold(parking(), OPENED, new Deposited("1", 13), new Deposited("2", 5))
                .parked();

        assertThat(parked).extracting(Parked::mayPass).containsExactly(true, false);
        assertThat(parked.get(0).reason())
                .contains("IllegalStateException", "Bank.java")
                .doesNotContain("secret");
        assertThat(parked.get(1).reason()).contains("updates a row that does not exist");
    }

    @Test
    void an_event_of_a_key_that_is_parked_already_is_put_behind() {
        Folded folded = fold(
                parking(),
                held(new Balance("1", "ann", 5), 0),
                Map.of(ONE, Position.of(1)),
                stored(DEPOSITED, DEPOSITED));

        assertThat(folded.changes()).isEmpty();
        assertThat(parked(folded)).containsExactly(waits(ONE, 1), waits(ONE, 2));
        assertThat(folded.parked()).noneMatch(Parked::mayPass);
    }

    @Test
    void an_event_that_was_given_up_for_a_key_has_no_effect_on_it_and_does_not_park_it() {
        Folding folding = parking().begin(stored(new Deposited("1", 13), DEPOSITED, new Opened("2", "bob")));
        folding.keys(Map.of());

        Folded folded = folding.fold(
                held(new Balance("1", "ann", 0), 0),
                Map.of(),
                Map.of(ONE, Set.of(Position.of(1)), Key.of("2"), Set.of(Position.of(1))));

        assertThat(folded.changes())
                .containsExactly(upsert(new Balance("1", "ann", 5), 2), upsert(new Balance("2", "bob", 0), 3));
        assertThat(folded.parked()).isEmpty();
    }

    @Test
    void an_event_below_the_first_parked_one_is_applied_as_ever() {
        Folded folded = fold(
                parking(),
                held(new Balance("1", "ann", 0), 0),
                Map.of(ONE, Position.of(2)),
                stored(DEPOSITED, DEPOSITED));

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 5), 1));
        assertThat(parked(folded)).containsExactly(waits(ONE, 2));
    }

    @Test
    void a_failure_below_the_first_parked_event_moves_it_down() {
        Folded folded = fold(
                parking(),
                held(new Balance("1", "ann", 0), 0),
                Map.of(ONE, Position.of(3)),
                stored(new Deposited("1", 13), DEPOSITED, DEPOSITED));

        assertThat(folded.changes()).isEmpty();
        assertThat(parked(folded)).containsExactly(failed(ONE, 1), waits(ONE, 2), waits(ONE, 3));
    }

    @Test
    void an_event_that_fails_for_one_of_its_keys_takes_effect_on_the_others() {
        FoldProjection<Balance> projection =
                twoKeys().onPoison(OnPoison.PARK_KEY).build();

        Folded folded = fold(
                projection,
                held(new Balance("1", "ann", 0), 0),
                Map.of(),
                stored(new Opened("1", "2"), DEPOSITED, new Deposited("2", 7)));

        assertThat(folded.changes()).containsExactly(upsert(new Balance("2", "somebody", 7), 3));
        assertThat(parked(folded)).containsExactly(failed(ONE, 1), waits(ONE, 2));
    }

    @Test
    void with_stop_the_batch_ends_and_nothing_of_the_event_is_left() {
        FoldProjection<Balance> projection = twoKeys().onPoison(OnPoison.STOP).build();

        Folded folded = fold(
                projection,
                held(new Balance("1", "ann", 0), 0),
                Map.of(Key.of("3"), Position.of(1)),
                stored(new Opened("3", "4"), new Opened("3", "1"), DEPOSITED));

        assertThat(folded.poison()).map(Poison::position).contains(Position.of(2));
        assertThat(folded.changes()).containsExactly(upsert(new Balance("4", "somebody", 0), 1));
        assertThat(parked(folded)).containsExactly(waits(Key.of("3"), 1));
    }

    @Test
    void a_binding_is_made_though_the_fold_of_its_event_fails() {
        FoldProjection<Balance> bound = superstitious(() -> true)
                .bind(Opened.class, e -> e.owner().equals("eve") ? "1" : e.owner())
                .onPoison(OnPoison.PARK_KEY)
                .build();
        Folding folding = bound.begin(stored(new Opened("9", "eve"), new Deposited("9", 5)));
        folding.keys(Map.of());

        Folded folded = folding.fold(held(new Balance("1", "eve", 0), 0), Map.of(), Map.of());

        assertThat(folded.bindings()).extracting(Binding::key).containsExactly(ONE);
        assertThat(parked(folded)).containsExactly(failed(ONE, 1), waits(ONE, 2));
    }

    @Test
    void an_event_without_a_handler_does_not_wait() {
        FoldProjection<Balance> ignoring = Projection.named("balances", Balance.class)
                .from(EVENTS)
                .bind(Opened.class, Opened::account)
                .update(Deposited.class, (row, e) -> row.plus(e.cents()))
                .ignore(Opened.class, Closed.class)
                .onPoison(OnPoison.PARK_KEY)
                .build();

        Folded folded =
                fold(ignoring, Map.of(), Map.of(ONE, Position.of(1)), stored(OPENED, DEPOSITED, new Closed("1")));

        assertThat(folded.bindings()).hasSize(1);
        assertThat(parked(folded)).containsExactly(waits(ONE, 2));
    }

    @Test
    void what_a_declaration_asks_for_it_is() {
        assertThat(parking().onPoison()).isEqualTo(OnPoison.PARK_KEY);
        assertThat(twoKeys().onPoison(OnPoison.STOP).build().onPoison()).isEqualTo(OnPoison.STOP);
        assertThat(twoKeys().build().onPoison()).isEqualTo(Projection.defaultOnPoison(true));
    }

    private record Capped(String account, long cents) {

        private Capped {
            if (cents > 100) {
                throw new IllegalArgumentException("secret");
            }
        }
    }

    @Test
    void a_stored_row_that_its_record_refuses_parks_its_key_and_no_other() {
        FoldProjection<Capped> capped = Projection.named("capped", Capped.class)
                .from(EVENTS)
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Capped(e.account(), 0))
                .update(Deposited.class, (row, e) -> new Capped(row.account(), row.cents() + e.cents()))
                .delete(Closed.class)
                .build();
        Map<Key, StoredRow> rows = Map.of(ONE, new StoredRow(new Row(List.of("1", 500L)), Position.ZERO));

        Folded folded = fold(capped, rows, Map.of(), stored(DEPOSITED, new Opened("2", "bob")));

        assertThat(parked(folded)).containsExactly(failed(ONE, 1));
        assertThat(folded.parked().get(0).reason()).doesNotContain("secret");
        assertThat(folded.changes()).extracting(Change::touches).containsExactly(Optional.of(Key.of("2")));
    }
}
