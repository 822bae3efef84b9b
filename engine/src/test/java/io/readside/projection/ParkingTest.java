package io.readside.projection;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.projection.Change.Upsert;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Of a fold, what cannot be applied parks its key, and everything else goes on. */
class ParkingTest {

    private static final Key ONE = Key.of("1");
    private static final Key TWO = Key.of("2");
    private static final Opened OPENED = new Opened("1", "ann");
    private static final Deposited DEPOSITED = new Deposited("1", 5);

    /** Deposits of 13 fail while {@code broken}. */
    private static FoldProjection.Builder<Balance, BankEvent> declared(BooleanSupplier broken) {
        return Projection.named("balances", Balance.class)
                .from(EVENTS)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .update(Deposited.class, (row, e) -> {
                    if (e.cents() == 13 && broken.getAsBoolean()) {
                        throw new IllegalStateException("secret");
                    }
                    return row.plus(e.cents());
                })
                .delete(Closed.class);
    }

    private static FoldProjection<Balance> parking() {
        return declared(() -> true)
                .keyedBy(BankEvent::account)
                .onPoison(OnPoison.PARK_KEY)
                .build();
    }

    private static FoldProjection<Balance> parkingStreams() {
        return declared(() -> true).keyedByStream().onPoison(OnPoison.PARK_KEY).build();
    }

    /** An opening reaches its account and its owner's: both rows are made, or would be. */
    private static FoldProjection.Builder<Balance, BankEvent> twoKeys() {
        return Projection.named("balances", Balance.class)
                .from(EVENTS)
                .keysOf(e -> e instanceof Opened opened ? List.of(e.account(), opened.owner()) : List.of(e.account()))
                .insert(Opened.class, (Key key, Opened e) -> new Balance(key.text(0), "somebody", 0))
                .update(Deposited.class, (row, e) -> row.plus(e.cents()))
                .delete(Closed.class);
    }

    private static Folded fold(
            Projection<?> projection, Map<Key, StoredRow> rows, Map<Key, Position> parked, List<StoredEvent> page) {
        return fold(projection.begin(page), rows, parked);
    }

    private static Folded fold(Folding folding, Map<Key, StoredRow> rows, Map<Key, Position> parked) {
        folding.keys(Map.of());
        return folding.fold(rows, parked);
    }

    private static Folded fold(Projection<?> projection, BankEvent... events) {
        return fold(projection, Map.of(), Map.of(), stored(events));
    }

    private static Map<Key, StoredRow> held(Balance balance, long lastApplied) {
        return Map.of(
                Key.of(balance.account()), new StoredRow(BALANCES.shape().toRow(balance), Position.of(lastApplied)));
    }

    private static Upsert upsert(Balance balance, long position) {
        return new Upsert(Key.of(balance.account()), BALANCES.shape().toRow(balance), Position.of(position));
    }

    private static Tuple failed(Key key, long position) {
        return tuple(key, Position.of(position), true);
    }

    private static Tuple waits(Key key, long position) {
        return tuple(key, Position.of(position), false);
    }

    private static List<Tuple> parked(Folded folded) {
        return folded.parked().stream()
                .map(parked -> tuple(parked.key(), parked.position(), parked.reason() != null))
                .toList();
    }

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
                .contains("IllegalStateException", "ParkingTest")
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
        FoldProjection<Balance> bound = declared(() -> true)
                .bind(Opened.class, e -> e.owner().equals("eve") ? "1" : e.owner())
                .onPoison(OnPoison.PARK_KEY)
                .build();
        Folding folding = bound.begin(stored(new Opened("9", "eve"), new Deposited("9", 5)));
        folding.keys(Map.of());

        Folded folded = folding.fold(held(new Balance("1", "eve", 0), 0), Map.of());

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
    void an_unreadable_event_parks_its_stream_where_that_is_the_key() {
        List<StoredEvent> page = page(OPENED, DEPOSITED, DEPOSITED, new Opened("2", "bob"));
        page.set(1, unreadable(page.get(1)));

        Folded folded = fold(parkingStreams(), Map.of(), Map.of(), page);

        assertThat(folded.poison()).isEmpty();
        assertThat(folded.changes())
                .containsExactly(upsert(new Balance("1", "ann", 0), 1), upsert(new Balance("2", "bob", 0), 4));
        assertThat(parked(folded)).containsExactly(failed(ONE, 2), waits(ONE, 3));
        assertThat(folded.parked()).noneMatch(Parked::mayPass);
    }

    @Test
    void a_hostile_payload_is_unreadable_and_no_more() {
        String deep = "{\"account\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";
        String digits = "{\"account\":\"1\",\"cents\":" + "9".repeat(200_000) + "}";
        List<StoredEvent> page = page(new Opened("1", "ann"), new Deposited("1", 5), new Opened("2", "bob"));
        page.set(0, altered(page.get(0), page.get(0).type(), deep));
        page.set(1, altered(page.get(1), page.get(1).type(), digits));

        Folded folded = fold(parkingStreams(), Map.of(), Map.of(), page);

        assertThat(parked(folded)).containsExactly(failed(ONE, 1), waits(ONE, 2));
        assertThat(folded.changes()).containsExactly(upsert(new Balance("2", "bob", 0), 3));
    }

    @Test
    void an_unreadable_event_waits_behind_its_stream_and_is_not_looked_at_if_the_row_has_it() {
        List<StoredEvent> page = page(DEPOSITED, DEPOSITED);
        page.replaceAll(ParkingTest::unreadable);

        Folded folded = fold(parkingStreams(), held(new Balance("1", "ann", 5), 1), Map.of(ONE, Position.of(2)), page);

        assertThat(parked(folded)).containsExactly(waits(ONE, 2));
    }

    @Test
    void an_unreadable_event_whose_key_it_would_name_itself_ends_the_batch() {
        List<StoredEvent> page = page(OPENED, DEPOSITED, DEPOSITED);
        page.set(1, unreadable(page.get(1)));

        Folded folded = fold(parking(), Map.of(), Map.of(), page);

        assertThat(folded.poison()).map(Poison::position).contains(Position.of(2));
        assertThat(folded.poison()).map(Poison::mayPass).contains(false);
        assertThat(folded.changes()).hasSize(1);
        assertThat(folded.parked()).isEmpty();
    }

    @Test
    void an_event_that_cannot_name_its_key_ends_the_batch() {
        FoldProjection<Balance> nameless = declared(() -> true)
                .keyedBy(e -> {
                    if (e instanceof Deposited) {
                        throw new IllegalStateException("secret");
                    }
                    return e.account();
                })
                .onPoison(OnPoison.PARK_KEY)
                .build();

        Folded folded = fold(nameless, OPENED, DEPOSITED);

        assertThat(folded.changes()).hasSize(1);
        assertThat(folded.parked()).isEmpty();
        assertThat(folded.poison()).map(Poison::mayPass).contains(true);
    }

    @Test
    void an_event_of_an_unbound_stream_ends_the_batch() {
        FoldProjection<Balance> bound = declared(() -> true)
                .bind(Opened.class, Opened::account)
                .onPoison(OnPoison.PARK_KEY)
                .build();

        assertThat(fold(bound, DEPOSITED).poison()).map(Poison::mayPass).contains(false);
    }

    @Test
    void a_stream_whose_id_cannot_be_a_key_ends_the_batch() {
        record Numbered(long id, long cents) {}
        FoldProjection<Numbered> numbered = Projection.named("numbered", Numbered.class)
                .from(EVENTS)
                .keyedByStream()
                .put(Opened.class, (row, e) -> row)
                .ignore(Deposited.class, Closed.class)
                .onPoison(OnPoison.PARK_KEY)
                .build();

        assertThat(fold(numbered, new Opened("ann", "ann")).poison())
                .map(Poison::reason)
                .hasValueSatisfying(reason -> assertThat(reason).contains("its key cannot be used"));
    }

    @Test
    void what_a_declaration_asks_for_it_is() {
        assertThat(parking().onPoison()).isEqualTo(OnPoison.PARK_KEY);
        assertThat(twoKeys().onPoison(OnPoison.STOP).build().onPoison()).isEqualTo(OnPoison.STOP);
        assertThat(twoKeys().build().onPoison()).isEqualTo(Projection.defaultOnPoison(true));
    }

    @Test
    void parked_keys_are_tried_again_without_the_others() {
        FoldProjection<Balance> mended =
                declared(() -> false).keyedBy(BankEvent::account).build();
        List<StoredEvent> events = stored(new Deposited("1", 13), new Deposited("2", 7), DEPOSITED);

        Folding folding = mended.beginFor(Set.of(ONE), events);

        assertThat(mended.splitsByKey()).isTrue();
        assertThat(folding.keys(Map.of())).containsExactly(ONE);
        Folded folded = folding.fold(held(new Balance("1", "ann", 0), 0), Map.of());
        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 18), 3));
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
        FoldProjection<Balance> stopping =
                declared(() -> true).keyedByStream().onPoison(OnPoison.STOP).build();
        List<StoredEvent> events = page(new Deposited("1", 13), DEPOSITED);
        events.set(0, unreadable(events.get(0)));

        Folded folded = fold(stopping.beginFor(Set.of(ONE), events), held(new Balance("1", "ann", 0), 0), Map.of());

        assertThat(folded.poison()).isEmpty();
        assertThat(parked(folded)).containsExactly(failed(ONE, 1), waits(ONE, 2));
    }

    @Test
    void trying_again_binds_nothing_but_the_keys_that_are_tried() {
        FoldProjection<Balance> bound = Projection.named("balances", Balance.class)
                .from(EVENTS)
                .bindAll(Opened.class, e -> List.of(e.account(), e.owner()))
                .insert(Opened.class, (Key key, Opened e) -> new Balance(key.text(0), "somebody", 0))
                .ignore(Deposited.class, Closed.class)
                .build();

        Folded folded = fold(bound.beginFor(Set.of(TWO), stored(new Opened("1", "2"))), Map.of(), Map.of());

        assertThat(folded.changes())
                .extracting(change -> ((Upsert) change).key())
                .containsExactly(TWO);
        assertThat(folded.bindings()).extracting(Binding::key).containsExactly(TWO);
    }

    private static List<StoredEvent> page(BankEvent... events) {
        return new ArrayList<>(stored(events));
    }

    private static StoredEvent unreadable(StoredEvent event) {
        return altered(event, new EventType("Unheard", 1), event.data());
    }

    private static StoredEvent altered(StoredEvent event, EventType type, String data) {
        return new StoredEvent(
                event.position(),
                event.stream(),
                event.streamVersion(),
                event.id(),
                type,
                data,
                event.metadata(),
                event.occurredAt(),
                event.recordedAt());
    }
}
