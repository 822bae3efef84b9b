package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.Batch;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Recovery;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A poison event stops its key and nothing else. */
class WorkerParkingTest extends WorkerScene {

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void an_event_that_always_fails_waits_with_the_later_ones_of_its_key_and_all_other_keys_go_on(Guarantee guarantee) {
        store = guarantee == Guarantee.ATOMIC ? store : MemoryReadStore.convergent(Bank.CLOCK);
        Bank.append(log, new Opened("1", "ann"), new Deposited("1", 13), new Opened("2", "bob"), new Deposited("1", 5));
        Position last = Bank.append(log, new Deposited("2", 7)).position();

        start(superstitious);
        signals.awaitApplied(last);

        assertThat(balances()).containsExactly(new Balance("1", "ann", 0), new Balance("2", "bob", 7));
        assertThat(parkedKey()).satisfies(parked -> {
            assertThat(parked.events()).isEqualTo(2);
            assertThat(parked.first().position()).isEqualTo(Position.of(2));
            assertThat(parked.first().reason().orElseThrow())
                    .contains("IllegalStateException")
                    .doesNotContain("secret");
        });
    }

    @Test
    void an_event_that_fails_in_passing_is_tried_again_and_not_parked() {
        AtomicInteger calls = new AtomicInteger();
        Position last =
                Bank.append(log, new Opened("1", "ann"), new Deposited("1", 5)).position();
        FoldProjection<Balance> shaky = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .update(Deposited.class, (row, e) -> {
                    if (calls.incrementAndGet() % 2 == 1) {
                        throw new IllegalStateException("not now");
                    }
                    return row.plus(e.cents());
                })
                .delete(Closed.class)
                .build();

        start(shaky);
        signals.awaitApplied(last);

        assertThat(balances()).containsExactly(new Balance("1", "ann", 5));
        assertThat(next(signals.retrying).cause()).isInstanceOf(EventFailed.class);
        assertThat(store.reads().parked(Optional.empty())).isEmpty();
    }

    @Test
    void an_event_that_the_store_refuses_is_found_by_halving_and_its_key_is_parked() {
        for (int i = 1; i <= 10; i++) {
            Bank.append(log, new Opened(Integer.toString(i), "ann"));
        }

        start(BALANCES, applier -> refusing(applier, Key.of("7")));
        signals.awaitApplied(Position.of(10));

        assertThat(balances()).hasSize(9);
        assertThat(parkedKey().first().reason()).contains("the value is too long for its column");
    }

    @Test
    void of_the_keys_of_one_event_only_the_refused_one_stays_parked() {
        FoldProjection<Balance> shared = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keysOf(e -> List.of(e.account(), "all"))
                .put(Opened.class, (row, e) -> row)
                .fold(
                        Deposited.class,
                        (key, row, e) ->
                                new Balance(key.text(0), "x", e.payload().cents()))
                .ignore(Closed.class)
                .build();
        Position last = Bank.append(log, new Deposited("1", 5)).position();

        start(shared, applier -> refusing(applier, Key.of("all")));
        signals.awaitApplied(last);
        next(signals.freed);

        assertThat(balances()).containsExactly(new Balance("1", "x", 5));
        assertThat(parkedKey().first().key()).isEqualTo(Key.of("all"));
    }

    private static Applier refusing(Applier applier, Key bad) {
        return new ApplierProxy(applier) {
            @Override
            public void apply(Batch batch) {
                refuse(batch.changes());
                super.apply(batch);
            }

            @Override
            public void recover(Recovery recovery) {
                refuse(recovery.changes());
                super.recover(recovery);
            }

            private void refuse(List<Change> changes) {
                if (changes.stream()
                        .anyMatch(c -> c instanceof Change.Upsert u && u.key().equals(bad))) {
                    throw new ApplyFailed("the value is too long for its column");
                }
            }
        };
    }

    @Test
    void a_batch_that_takes_too_long_is_halved_and_a_single_event_is_parked_in_the_end() {
        for (int i = 1; i <= 4; i++) {
            Bank.append(log, new Opened(Integer.toString(i), "ann"));
        }

        start(BALANCES, applier -> new ApplierProxy(applier) {
            @Override
            public void apply(Batch batch) {
                if (batch.changes().stream()
                        .anyMatch(change -> change.lastApplied().equals(Position.of(3)))) {
                    throw new ApplyTimedOut("it took longer than statement_timeout allows", null);
                }
                super.apply(batch);
            }
        });
        signals.awaitApplied(Position.of(4));

        assertThat(balances()).hasSize(3);
        assertThat(parkedKey().first().position()).isEqualTo(Position.of(3));
    }

    @Test
    void more_parked_keys_than_single_events_explain_stop_the_projection() {
        FoldProjection<Balance> bad = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .update(Opened.class, (row, e) -> row)
                .ignore(Deposited.class, Closed.class)
                .build();
        for (int i = 1; i <= StormGuard.MOST_KEYS + 20; i++) {
            Bank.append(log, new Opened(Integer.toString(i), "ann"));
        }

        start(bad);
        Poison poison = signals.awaitStopped();

        assertThat(poison.position()).isEqualTo(Position.of(StormGuard.MOST_KEYS + 1));
        assertThat(poison.reason()).contains("more than 100 keys within 5 minutes", "updates a row");
        assertThat(store.reads().serving(BALANCES).parkedKeys()).isEqualTo(StormGuard.MOST_KEYS);
    }
}
