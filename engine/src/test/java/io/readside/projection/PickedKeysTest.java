package io.readside.projection;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.stored;
import static io.readside.bank.Bank.superstitious;
import static io.readside.projection.Folds.DEPOSITED;
import static io.readside.projection.Folds.ONE;
import static io.readside.projection.Folds.OPENED;
import static io.readside.projection.Folds.TWO;
import static io.readside.projection.Folds.failed;
import static io.readside.projection.Folds.fold;
import static io.readside.projection.Folds.held;
import static io.readside.projection.Folds.page;
import static io.readside.projection.Folds.parked;
import static io.readside.projection.Folds.parking;
import static io.readside.projection.Folds.twoKeys;
import static io.readside.projection.Folds.unreadable;
import static io.readside.projection.Folds.upsert;
import static io.readside.projection.Folds.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.projection.Change.Statement;
import io.readside.projection.Change.Touch;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Poison;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A few keys that are built out of the events of all of them. */
class PickedKeysTest {

    private static final Opened TWO_OPENED = new Opened("2", "bob");

    private static Folded pick(Projection<?> projection, Key key, List<StoredEvent> page) {
        return fold(projection.beginOnly(Set.of(key), page), Map.of(), Map.of());
    }

    private static Folded pick(Projection<?> projection, Key key, BankEvent... events) {
        return pick(projection, key, stored(events));
    }

    @Test
    void of_a_page_of_all_events_only_those_of_the_picked_keys_are_folded() {
        Folding folding = BALANCES.beginOnly(Set.of(ONE), stored(OPENED, TWO_OPENED, DEPOSITED, new Deposited("2", 7)));

        assertThat(folding.keys(Map.of())).containsExactly(ONE);
        Folded folded = folding.fold(Map.of(), Map.of(), Map.of());
        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 5), 3));
        assertThat(folded.parked()).isEmpty();
        assertThat(folded.poison()).isEmpty();
    }

    @Test
    void of_an_event_of_many_keys_only_the_picked_ones_get_their_part() {
        Folded folded = pick(twoKeys().build(), TWO, new Opened("1", "2"));

        assertThat(folded.changes()).containsExactly(upsert(new Balance("2", "somebody", 0), 1));
    }

    @Test
    void the_events_that_reach_a_picked_key_are_told_in_their_order() {
        List<StoredEvent> page = stored(OPENED, TWO_OPENED, DEPOSITED, new Deposited("2", 7), DEPOSITED);
        Folding folding = BALANCES.beginOnly(Set.of(ONE), page);

        folding.keys(Map.of());

        assertThat(folding.reached()).isEqualTo(Map.of(ONE, List.of(page.get(0), page.get(2), page.get(4))));
    }

    @Test
    void an_event_that_fails_for_another_key_is_passed_over() {
        Folded folded = pick(parking(), ONE, OPENED, new Deposited("2", 5), new Deposited("2", 13), DEPOSITED);

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 5), 4));
        assertThat(folded.parked()).isEmpty();
    }

    @Test
    void a_picked_key_that_fails_is_parked() {
        Folded folded = pick(parking(), ONE, OPENED, new Deposited("1", 13), DEPOSITED);

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 0), 1));
        assertThat(parked(folded)).containsExactly(failed(ONE, 2), waits(ONE, 3));
    }

    @Test
    void a_picked_key_that_fails_ends_the_batch_if_the_projection_says_so() {
        FoldProjection<Balance> stopping = superstitious(() -> true)
                .keyedBy(BankEvent::account)
                .onPoison(OnPoison.STOP)
                .build();

        Folded folded = pick(stopping, ONE, OPENED, new Deposited("1", 13), DEPOSITED);

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 0), 1));
        assertThat(folded.poison()).map(Poison::position).contains(Position.of(2));
    }

    @Test
    void a_picked_key_that_is_parked_waits() {
        Folding folding = BALANCES.beginOnly(Set.of(ONE), stored(OPENED, DEPOSITED));

        Folded folded = fold(folding, held(new Balance("1", "ann", 0), 1), Map.of(ONE, Position.of(2)));

        assertThat(folded.changes()).isEmpty();
        assertThat(parked(folded)).containsExactly(waits(ONE, 2));
    }

    private static FoldProjection<Balance> keyedByStream(OnPoison policy) {
        return superstitious(() -> false).keyedByStream().onPoison(policy).build();
    }

    @ParameterizedTest
    @EnumSource
    void an_unreadable_event_of_another_stream_is_passed_over_where_the_stream_is_the_key(OnPoison policy) {
        List<StoredEvent> page = page(TWO_OPENED, OPENED);
        page.set(0, unreadable(page.get(0)));

        Folded folded = pick(keyedByStream(policy), ONE, page);

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 0), 2));
        assertThat(folded.parked()).isEmpty();
        assertThat(folded.poison()).isEmpty();
    }

    @Test
    void an_unreadable_event_of_a_picked_stream_is_parked_or_ends_the_batch() {
        List<StoredEvent> page = page(OPENED, DEPOSITED);
        page.set(1, unreadable(page.get(1)));

        assertThat(parked(pick(keyedByStream(OnPoison.PARK_KEY), ONE, page))).containsExactly(failed(ONE, 2));
        assertThat(pick(keyedByStream(OnPoison.STOP), ONE, page).poison())
                .map(Poison::position)
                .contains(Position.of(2));
    }

    @Test
    void an_unreadable_event_whose_key_it_would_name_itself_ends_the_batch() {
        List<StoredEvent> page = page(OPENED, TWO_OPENED, DEPOSITED);
        page.set(1, unreadable(page.get(1)));

        assertThat(pick(parking(), ONE, page).poison()).map(Poison::position).contains(Position.of(2));
        assertThat(pick(bound(), ONE, page).poison()).map(Poison::position).contains(Position.of(2));
        assertThat(pick(owning(), ONE, page).poison()).map(Poison::position).contains(Position.of(2));
    }

    /** A stream is bound to its account and the owner. */
    private static FoldProjection<Balance> bound() {
        return Projection.named("balances", Balance.class)
                .from(EVENTS)
                .bindAll(Opened.class, e -> e.owner().isEmpty() ? List.of() : List.of(e.account(), e.owner()))
                .insert(Opened.class, (key, e) -> new Balance(key.text(0), e.owner(), 0))
                .update(Deposited.class, (row, e) -> row.plus(e.cents()))
                .delete(Closed.class)
                .build();
    }

    @Test
    void streams_are_bound_to_picked_keys_only() {
        Folded folded = pick(bound(), ONE, OPENED, TWO_OPENED, new Opened("3", ""), DEPOSITED);

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 5), 4));
        assertThat(folded.bindings())
                .containsExactly(new Binding(EVENTS.stream("1").name(), ONE, Position.of(1)));
    }

    @Test
    void an_event_of_a_stream_that_is_bound_to_none_of_them_is_passed_over() {
        Folded folded = pick(bound(), ONE, new Deposited("2", 7), TWO_OPENED, new Deposited("2", 7), OPENED);

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 0), 4));
        assertThat(folded.poison()).isEmpty();
    }

    @Test
    void bindings_that_the_store_knows_are_used() {
        StreamName stream = EVENTS.stream("1").name();
        Folding folding =
                bound().beginOnly(Set.of(ONE), stored(OPENED, DEPOSITED).subList(1, 2));

        assertThat(folding.streams()).containsExactly(stream);
        assertThat(folding.keys(Map.of(stream, List.of(new Binding(stream, ONE, Position.of(1))))))
                .containsExactly(ONE);
        assertThat(folding.fold(held(new Balance("1", "ann", 0), 1), Map.of(), Map.of())
                        .changes())
                .containsExactly(upsert(new Balance("1", "ann", 5), 2));
    }

    /** A deposit touches its account and the bank's; one of 13 fails. */
    private static SqlProjection<Balance> owning() {
        return statements()
                .ownsKeys(e -> e instanceof Deposited ? List.of(e.account(), "bank") : List.of(e.account()))
                .build();
    }

    private static SqlProjection.Builder<Balance, BankEvent> statements() {
        return Projection.sql("balances", Balance.class)
                .from(EVENTS)
                .on(Opened.class, e -> Sql.of("insert into {table} values (?)", e.account()))
                .on(Deposited.class, e -> {
                    if (e.cents() == 13) {
                        throw new IllegalStateException("secret");
                    }
                    return Sql.of("update {table}", e.cents());
                })
                .ignore(Closed.class);
    }

    @Test
    void statements_of_an_event_that_touches_a_picked_key_run_whole() {
        Folded folded = pick(owning(), ONE, OPENED, TWO_OPENED, DEPOSITED, new Deposited("2", 7));

        assertThat(folded.changes())
                .containsExactly(
                        new Statement("insert into {table} values (?)", List.of("1"), Position.of(1), Set.of(ONE)),
                        new Statement("update {table}", List.of(5L), Position.of(3), Set.of(ONE, Key.of("bank"))),
                        new Touch(ONE, Position.of(3)),
                        new Touch(Key.of("bank"), Position.of(3)));
    }

    @Test
    void of_statements_the_events_that_say_so_reach_a_key() {
        List<StoredEvent> page = stored(OPENED, TWO_OPENED, DEPOSITED, new Deposited("2", 7));
        Key bank = Key.of("bank");

        assertThat(owning().beginOnly(Set.of(ONE), page).reached())
                .isEqualTo(Map.of(ONE, List.of(page.get(0), page.get(2))));
        assertThat(owning().beginOnly(Set.of(bank), page).reached())
                .isEqualTo(Map.of(bank, List.of(page.get(2), page.get(3))));
    }

    @Test
    void statements_that_fail_are_parked_whole_if_they_touch_a_picked_key() {
        Folded folded = pick(owning(), ONE, new Deposited("2", 13), new Deposited("1", 13));

        assertThat(folded.changes()).isEmpty();
        assertThat(folded.parked())
                .extracting(parked -> tuple(parked.key(), parked.position()))
                .containsExactly(tuple(ONE, Position.of(2)), tuple(Key.of("bank"), Position.of(2)));
    }

    @Test
    void without_owned_keys_none_can_be_picked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> statements().build().beginOnly(Set.of(ONE), stored(OPENED)))
                .withMessageContainingAll("'balances'", "rebuild it whole", "ownsKey");
    }
}
