package io.readside.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Difference;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Intent.Scope;
import io.readside.readstore.Role;
import io.readside.readstore.SwapBlocked;
import io.readside.reconcile.Drift.Cell;
import io.readside.reconcile.Drift.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reconcile finds, and what it does not. */
class ReconcilerTest extends ReconcileScene {

    @ParameterizedTest
    @EnumSource
    void wrong_missing_and_extra_rows_are_found_and_no_others(Guarantee guarantee) throws Exception {
        on(guarantee);
        append(accounts(50));
        start();
        put(new Balance("7", "ann", 11));
        put(new Balance("8", "bob", 10));
        lose("9");
        put(new Balance("nobody's", "eve", 1_000));

        Reconciliation found = reconcile();

        assertThat(found.drift()).isEqualTo(4);
        assertThat(found.keys())
                .extracting(Drift::key, Drift::kind, Drift::cells)
                .containsExactly(
                        tuple(Key.of("7"), Kind.WRONG, List.of(new Cell("cents", "11", "10"))),
                        tuple(Key.of("8"), Kind.WRONG, List.of(new Cell("owner", "bob", "ann"))),
                        tuple(
                                Key.of("9"),
                                Kind.MISSING,
                                List.of(
                                        new Cell("account", null, "9"),
                                        new Cell("owner", null, "ann"),
                                        new Cell("cents", null, "10"))),
                        tuple(
                                Key.of("nobody's"),
                                Kind.EXTRA,
                                List.of(
                                        new Cell("account", "nobody's", null),
                                        new Cell("owner", "eve", null),
                                        new Cell("cents", "1000", null))));
        assertThat(found.rows()).isEqualTo(50);
        assertThat(found.recomputed()).isEqualTo(50);
        assertThat(found.position()).isEqualTo(Position.of(100));
        assertThat(found.isClean()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_read_model_that_is_right_shows_none_and_nothing_is_left_behind(Guarantee guarantee) throws Exception {
        on(guarantee);
        append(accounts(50));
        start();

        Reconciliation found = reconcile();

        assertThat(found.isClean()).isTrue();
        assertThat(found.drift()).isZero();
        assertThat(found.rows()).isEqualTo(50);
        assertNoScratchIsLeft();
    }

    @Test
    void the_events_that_lead_to_a_wrong_row_are_told_by_reference() throws Exception {
        append(accounts(3));
        append(new Deposited("1", 5), new Deposited("2", 5));
        start();
        put(new Balance("1", "ann", 0));

        History history = reconcile().keys().get(0).events().orElseThrow();

        assertThat(history.count()).isEqualTo(3);
        assertThat(history.last())
                .extracting(
                        entry -> entry.position().value(),
                        entry -> entry.type().name(),
                        entry -> entry.version().value())
                .containsExactly(tuple(3L, "Opened", 0L), tuple(4L, "Deposited", 1L), tuple(7L, "Deposited", 2L));
        assertThat(history.last().get(0).stream())
                .isEqualTo(Bank.EVENTS.stream("1").name());
        assertThat(history.last().get(0).recordedAt()).isEqualTo(Bank.NOW);
    }

    @Test
    void of_many_events_the_last_are_told_and_all_are_counted() throws Exception {
        append(accounts(1));
        for (int i = 0; i < 40; i++) {
            Bank.append(log, new Deposited("0", 1));
        }
        append(new Opened("1", "ann"));
        start();
        put(new Balance("0", "ann", 0));

        History history = reconcile().keys().get(0).events().orElseThrow();

        assertThat(history.count()).isEqualTo(42);
        assertThat(history.last()).hasSize(10);
        assertThat(history.last().get(9).position()).isEqualTo(Position.of(42));
    }

    @Test
    void all_wrong_keys_are_counted_and_the_first_are_shown() throws Exception {
        append(accounts(50));
        start();
        for (int i = 10; i < 40; i++) {
            lose("" + i);
        }

        Reconciliation found = reconcile(bench(7), WHOLE);

        assertThat(found.drift()).isEqualTo(30);
        assertThat(keys(found)).containsExactly("10", "11", "12", "13", "14", "15", "16");
    }

    @Test
    void a_range_is_looked_at_from_its_first_to_its_last_key() throws Exception {
        append(accounts(10));
        start();
        for (String account : List.of("2", "3", "5", "7", "8")) {
            lose(account);
        }

        Reconciliation within = reconcile(new Scope.Range(Optional.of("3"), Optional.of("[\"7\"]")));
        Reconciliation upTo = reconcile(new Scope.Range(Optional.empty(), Optional.of("2")));
        Reconciliation from = reconcile(new Scope.Range(Optional.of("6"), Optional.empty()));

        assertThat(keys(within)).containsExactly("3", "5", "7");
        assertThat(within.rows()).isEqualTo(2);
        assertThat(within.recomputed()).isEqualTo(5);
        assertThat(keys(upTo)).containsExactly("2");
        assertThat(keys(from)).containsExactly("7", "8");
    }

    @Test
    void a_sample_recomputes_its_keys_alone_and_says_what_it_is_worth() throws Exception {
        append(accounts(500));
        start();
        for (int i = 0; i < 250; i++) {
            put(new Balance("" + i, "ann", 11));
        }
        AtomicInteger recomputed = new AtomicInteger();

        Reconciliation found = reconcile(new Scope.Sample(40, 7));
        try (Reconciler reconciler = Reconciler.begin(bench(), new Scope.Sample(40, 7))) {
            reconciler.look(
                    (scratch, keys) -> recomputed.addAndGet(
                            scratch.recomputed().rows(all(500)).size()),
                    () -> true);
        }

        assertThat(found.rows()).isEqualTo(40);
        assertThat(found.recomputed()).isEqualTo(40);
        assertThat(recomputed).hasValue(40);
        assertThat(found.drift()).isBetween(5L, 35L);
        assertThat(keys(found)).allMatch(key -> Integer.parseInt(key) < 250);
        assertThat(found.confidence()).contains(new Confidence(40));
    }

    private static Set<Key> all(int accounts) {
        return IntStream.range(0, accounts).mapToObj(i -> Key.of("" + i)).collect(Collectors.toSet());
    }

    @Test
    void the_same_seed_draws_the_same_sample_and_another_one_another() throws Exception {
        append(accounts(300));
        append(new Opened("300", "ann"));
        start();
        for (int i = 0; i < 300; i++) {
            put(new Balance("" + i, "eve", 1));
        }

        List<String> first = keys(reconcile(new Scope.Sample(20, 1)));
        List<String> again = keys(reconcile(new Scope.Sample(20, 1)));
        List<String> other = keys(reconcile(new Scope.Sample(20, 2)));

        assertThat(first).hasSizeGreaterThan(18).isEqualTo(again);
        assertThat(other).hasSizeGreaterThan(18).isNotEqualTo(first);
    }

    @Test
    void a_sample_of_an_empty_read_model_says_nothing() throws Exception {
        start();

        Reconciliation found = reconcile(new Scope.Sample(20, 1));

        assertThat(found.rows()).isZero();
        assertThat(found.confidence()).isEmpty();
    }

    @Test
    void parked_keys_are_counted_and_not_compared() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        projection = Bank.superstitious(broken::get).keyedBy(BankEvent::account).build();
        append(accounts(5));
        append(new Deposited("3", 13), new Deposited("3", 1));
        start();
        broken.set(false);

        Reconciliation found = reconcile();

        assertThat(found.parked()).isEqualTo(1);
        assertThat(found.drift()).isZero();
        assertThat(found.isClean()).isTrue();
    }

    /** Its batch has written it, and is held up by the meeting before it moves the checkpoint. */
    @Test
    void a_row_that_is_beyond_the_meeting_is_not_called_wrong() throws Exception {
        on(Guarantee.CONVERGENT);
        append(accounts(3));
        start();
        put(new Balance("1", "ann", 11), Position.of(7));

        assertThatThrownBy(this::reconcile)
                .isInstanceOf(SwapBlocked.class)
                .hasMessageContaining("The row of key 1 of balances__g1 was changed at position 7 already");

        append(new Deposited("1", 1));
        assertThat(reconcile().isClean()).isTrue();
    }

    @Test
    void a_key_whose_event_fails_only_now_is_named_and_not_compared() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(false);
        projection = Bank.superstitious(broken::get).keyedBy(BankEvent::account).build();
        append(accounts(5));
        append(new Deposited("3", 13));
        start();
        broken.set(true);

        Reconciliation found = reconcile();

        assertThat(found.drift()).isZero();
        assertThat(found.failing()).singleElement().satisfies(failing -> {
            assertThat(failing.key()).isEqualTo("3");
            assertThat(failing.event()).contains("position 11");
            assertThat(failing.reason()).contains("IllegalStateException").doesNotContain("secret");
        });
        assertThat(found.isClean()).isFalse();
    }

    @Test
    void a_stream_that_is_bound_to_a_wrong_key_is_found_before_a_row_is_wrong() throws Exception {
        startWithAStreamBoundToAWrongKey();

        Reconciliation found = reconcile();

        assertThat(keys(found)).containsExactly("3", "4");
        assertThat(found.keys().get(0).cells())
                .containsExactly(new Cell(Difference.STREAMS, null, "account-3 from position 7"));
        assertThat(found.keys().get(1).cells())
                .containsExactly(new Cell(Difference.STREAMS, "account-3 from position 7", null));
    }

    @Test
    void a_paused_read_model_is_reconciled_where_it_stands() throws Exception {
        append(accounts(5));
        start();
        store.applier(projection, live().id()).pause(live().epoch(), "ann");
        put(new Balance("3", "ann", 11));

        assertThat(keys(reconcile())).containsExactly("3");
    }

    @Test
    void what_a_killed_process_has_left_is_dropped() throws Exception {
        append(accounts(5));
        start();
        store.rebuilds().scratch(projection);
        store.rebuilds().scratch(projection);

        reconcile();

        assertNoScratchIsLeft();
    }

    @Test
    void a_look_that_is_not_to_go_on_comes_to_nothing_and_leaves_nothing() throws Exception {
        append(accounts(2_000));
        start();

        try (Reconciler reconciler = Reconciler.begin(bench(), WHOLE)) {
            assertThat(reconciler.look(Reconciler.Consequence.NONE, () -> false))
                    .isEmpty();
        }

        assertNoScratchIsLeft();
    }

    @Test
    void a_generation_of_a_version_that_this_process_has_not_is_refused() {
        append(accounts(5));
        start();
        projection = Projection.named("balances", Balance.class)
                .version(2)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .ignore(Deposited.class, Closed.class)
                .build();

        assertThatThrownBy(this::reconcile)
                .isInstanceOf(ReconcileRefused.class)
                .hasMessageContainingAll("balances__g1", "version 1");
        assertThat(generations(Role.SCRATCH)).isEmpty();
    }

    @Test
    void a_text_that_names_no_key_is_refused_before_the_work() {
        append(accounts(5));
        start();

        assertThatThrownBy(() -> reconcile(new Scope.Range(Optional.of("[1"), Optional.empty())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no key");
    }
}
