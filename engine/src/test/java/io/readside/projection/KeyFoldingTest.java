package io.readside.projection;

import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.stored;
import static io.readside.projection.Folds.held;
import static io.readside.projection.Folds.page;
import static io.readside.projection.Folds.unreadable;
import static io.readside.projection.Folds.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.projection.Change.Delete;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Poison;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a batch makes of events and rows, up to an event that stops it. */
class KeyFoldingTest {

    private static final Opened OPENED = new Opened("1", "ann");
    private static final Deposited DEPOSITED = new Deposited("1", 5);
    private static final Closed CLOSED = new Closed("1");

    private static FoldProjection.Builder<Balance, BankEvent> declared() {
        return Projection.named("balances", Balance.class).from(EVENTS).onPoison(OnPoison.STOP);
    }

    private static final FoldProjection<Balance> BALANCES = declared()
            .keyedBy(BankEvent::account)
            .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
            .update(Deposited.class, (row, e) -> row.plus(e.cents()))
            .delete(Closed.class)
            .build();

    private static Folded fold(FoldProjection<?> projection, Map<Key, StoredRow> rows, BankEvent... events) {
        return fold(projection, rows, stored(events));
    }

    private static Folded fold(FoldProjection<?> projection, Map<Key, StoredRow> rows, List<StoredEvent> page) {
        Folding folding = projection.begin(page);
        assertThat(folding.streams()).isNotNull();
        folding.keys(Map.of());
        return folding.fold(rows, Map.of(), Map.of());
    }

    @Test
    void a_batch_comes_to_one_change_for_each_key_in_order_of_position() {
        Folded folded = fold(BALANCES, Map.of(), OPENED, new Opened("2", "bob"), DEPOSITED);

        assertThat(folded.changes())
                .containsExactly(upsert(new Balance("2", "bob", 0), 2), upsert(new Balance("1", "ann", 5), 3));
    }

    @Test
    void an_insert_on_an_existing_row_is_poison() {
        Folded folded = fold(BALANCES, held(new Balance("1", "bob", 0), 0), OPENED);

        assertThat(folded.changes()).isEmpty();
        assertThat(folded.poison())
                .map(Poison::reason)
                .hasValueSatisfying(r -> assertThat(r).contains("inserts"));
    }

    @Test
    void an_update_of_an_absent_row_is_poison() {
        Folded folded = fold(BALANCES, Map.of(), DEPOSITED);

        assertThat(folded.poison())
                .map(Poison::reason)
                .hasValueSatisfying(r -> assertThat(r).contains("updates"));
    }

    @Test
    void deleting_an_absent_row_is_nothing() {
        Folded folded = fold(BALANCES, Map.of(), CLOSED);

        assertThat(folded.poison()).isEmpty();
        assertThat(folded.changes()).isEmpty();
    }

    @Test
    void a_row_that_came_and_went_within_a_batch_was_never_there() {
        assertThat(fold(BALANCES, Map.of(), OPENED, CLOSED).changes()).isEmpty();
    }

    @Test
    void an_existing_row_is_deleted_at_the_position_of_the_event() {
        Folded folded = fold(BALANCES, held(new Balance("1", "ann", 5), 0), CLOSED);

        assertThat(folded.changes()).containsExactly(new Delete(Key.of("1"), Position.of(1)));
    }

    @Test
    void everything_before_the_poison_is_kept_and_nothing_of_it_or_after_it() {
        Folded folded = fold(BALANCES, Map.of(), OPENED, DEPOSITED, OPENED, DEPOSITED);

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 5), 2));
        assertThat(folded.poison()).map(Poison::position).contains(Position.of(3));
    }

    @Test
    void what_a_row_has_already_is_not_applied_again() {
        Folded folded = fold(BALANCES, held(new Balance("1", "ann", 5), 2), OPENED, DEPOSITED, DEPOSITED);

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 10), 3));
    }

    @Test
    void a_tombstone_has_what_came_before_it() {
        Map<Key, StoredRow> tombstone = Map.of(Key.of("1"), new StoredRow(null, Position.of(3)));

        Folded folded = fold(BALANCES, tombstone, OPENED, DEPOSITED, CLOSED);

        assertThat(folded.changes()).isEmpty();
        assertThat(folded.poison()).isEmpty();
    }

    @Test
    void put_takes_the_row_or_null_and_gives_the_row_or_null() {
        FoldProjection<Balance> put = declared()
                .keyedBy(BankEvent::account)
                .put(
                        Deposited.class,
                        (row, e) -> row == null ? new Balance(e.account(), "nobody", e.cents()) : row.plus(e.cents()))
                .put(Closed.class, (row, e) -> null)
                .ignore(Opened.class)
                .build();

        assertThat(fold(put, Map.of(), OPENED, DEPOSITED, DEPOSITED).changes())
                .containsExactly(upsert(new Balance("1", "nobody", 10), 3));
        assertThat(fold(put, Map.of(), DEPOSITED, CLOSED).changes()).isEmpty();
    }

    @Test
    void the_lenient_forms_leave_rows_alone() {
        FoldProjection<Balance> lenient = declared()
                .keyedBy(BankEvent::account)
                .insertIfAbsent(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .updateIfPresent(Deposited.class, (row, e) -> row.plus(e.cents()))
                .delete(Closed.class)
                .build();

        Folded folded = fold(lenient, Map.of(), DEPOSITED, OPENED, new Opened("1", "bob"), DEPOSITED);

        assertThat(folded.poison()).isEmpty();
        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 5), 4));
    }

    @Test
    void a_fold_that_returns_the_row_of_another_key_is_poison() {
        FoldProjection<Balance> wandering = declared()
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Balance("elsewhere", e.owner(), 0))
                .ignore(Deposited.class, Closed.class)
                .build();

        assertThat(fold(wandering, Map.of(), OPENED).poison())
                .map(Poison::reason)
                .hasValueSatisfying(r -> assertThat(r).contains("the row of another"));
    }

    @Test
    void an_event_that_stops_the_batch_takes_effect_on_none_of_its_keys() {
        FoldProjection<Balance> many = declared()
                .keysOf(e -> List.of(e.account(), "bad", "z"))
                .put(Opened.class, (row, e) -> new Balance(e.account(), e.owner(), 0))
                .ignore(Deposited.class, Closed.class)
                .build();

        Folded folded = fold(many, Map.of(), OPENED);

        assertThat(folded.poison()).isPresent();
        assertThat(folded.changes()).isEmpty();
    }

    @Test
    void an_event_may_touch_no_key() {
        FoldProjection<Balance> none = declared()
                .keysOf(e -> List.of())
                .put(Opened.class, (row, e) -> new Balance(e.account(), e.owner(), 0))
                .ignore(Deposited.class, Closed.class)
                .build();

        Folded folded = fold(none, Map.of(), OPENED);

        assertThat(folded.poison()).isEmpty();
        assertThat(folded.changes()).isEmpty();
    }

    @Test
    void a_null_key_is_poison() {
        FoldProjection<Balance> nullKey = declared()
                .keyedBy(e -> (Object) null)
                .delete(Closed.class)
                .ignore(Opened.class, Deposited.class)
                .build();
        FoldProjection<Balance> nullAmong = declared()
                .keysOf(e -> Arrays.asList("1", null))
                .delete(Closed.class)
                .ignore(Opened.class, Deposited.class)
                .build();

        assertThat(fold(nullKey, Map.of(), CLOSED).poison()).isPresent();
        assertThat(fold(nullAmong, Map.of(), CLOSED).poison()).isPresent();
    }

    @Test
    void an_exception_of_a_fold_is_told_by_class_and_place_and_not_by_its_message() {
        FoldProjection<Balance> failing = declared()
                .keyedBy(BankEvent::account)
                .put(Opened.class, (row, e) -> {
                    throw new IllegalStateException("secret");
                })
                .ignore(Deposited.class, Closed.class)
                .build();

        assertThat(fold(failing, Map.of(), OPENED).poison())
                .map(Poison::reason)
                .hasValueSatisfying(r -> assertThat(r)
                        .contains("IllegalStateException", "KeyFoldingTest")
                        .doesNotContain("secret"));
    }

    @Test
    void a_stack_overflow_in_a_fold_is_poison_like_any_other() {
        FoldProjection<Balance> bottomless = declared()
                .keyedBy(BankEvent::account)
                .put(Opened.class, (row, e) -> new Balance(e.account(), e.owner(), forEver(1)))
                .ignore(Deposited.class, Closed.class)
                .build();

        assertThat(fold(bottomless, Map.of(), OPENED).poison()).isPresent();
    }

    @SuppressWarnings("InfiniteRecursion")
    private static long forEver(long depth) {
        return forEver(depth + 1) + 1;
    }

    @Test
    void events_of_unknown_type_are_poison_unless_the_projection_passes_over_them() {
        List<StoredEvent> page = page(OPENED, DEPOSITED);
        page.set(1, unreadable(page.get(1)));
        FoldProjection<Balance> passing = declared()
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .ignore(Deposited.class, Closed.class)
                .ignoreUnknownTypes()
                .build();

        assertThat(fold(BALANCES, Map.of(), page).poison())
                .map(Poison::position)
                .contains(Position.of(2));
        assertThat(fold(passing, Map.of(), page).poison()).isEqualTo(Optional.empty());
        assertThat(fold(passing, Map.of(), page).unknownIgnored()).isEqualTo(1);
    }
}
