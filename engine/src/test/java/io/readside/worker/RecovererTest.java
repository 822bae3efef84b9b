package io.readside.worker;

import static io.readside.bank.Bank.EVENTS;
import static io.readside.worker.BareFeed.key;
import static io.readside.worker.BareFeed.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.LogProxy;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.eventlog.EventLog;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Recovery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Events of a fold that wait for one key. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class RecovererTest {

    private final BareFeed bench = new BareFeed();
    private final Set<Long> broken = new HashSet<>();
    private final FoldProjection<Balance> projection = balances(EVENTS);

    private FoldProjection<Balance> balances(Events<BankEvent> events) {
        return balances(events, BankEvent::account);
    }

    private FoldProjection<Balance> balances(Events<BankEvent> events, Function<BankEvent, Object> key) {
        return Projection.named("balances", Balance.class)
                .from(events)
                .keyedBy(key)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .update(Deposited.class, (row, e) -> {
                    if (broken.contains(e.cents())) {
                        throw new IllegalStateException("secret");
                    }
                    return row.plus(e.cents());
                })
                .delete(Closed.class)
                .build();
    }

    /** Deposits of 1 to 4 cents wait for one key, at positions 2 to 5. */
    @BeforeEach
    void park() throws InterruptedException {
        Bank.append(
                bench.log,
                new Opened("1", "ann"),
                new Deposited("1", 1),
                new Deposited("1", 2),
                new Deposited("1", 3),
                new Deposited("1", 4));
        broken.add(1L);
        next(bench.begin(projection));
        broken.clear();
    }

    private Optional<String> free(Projection<?> now, EventLog log, Applier applier, int batchSizeEvents) {
        return new Recoverer(now, log, applier, BareFeed.settings(batchSizeEvents))
                .free(applier.current().epoch(), key("1"), Map.of());
    }

    private Optional<String> free() {
        return free(projection, bench.log, bench.applier(projection), 500);
    }

    @Test
    void an_event_that_fails_once_more_counts_its_attempt_and_those_behind_it_were_not_tried() {
        broken.add(1L);

        Optional<String> why = free();

        assertThat(why)
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("it failed again at Deposited v1 at position 2")
                        .contains("IllegalStateException")
                        .doesNotContain("secret"));
        assertThat(bench.waiting("1"))
                .extracting(event -> event.position().value(), ParkedEvent::attempts)
                .containsExactly(tuple(2L, 2), tuple(3L, 0), tuple(4L, 0), tuple(5L, 0));
    }

    @Test
    void what_waits_before_an_event_that_fails_in_its_turn_is_applied() {
        broken.add(3L);

        Optional<String> why = free();

        assertThat(why).isPresent();
        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 3));
        assertThat(bench.waiting("1"))
                .extracting(event -> event.position().value(), ParkedEvent::attempts)
                .containsExactly(tuple(4L, 1), tuple(5L, 0));
    }

    @Test
    void an_event_that_cannot_be_read_any_more_holds_up_those_behind_it() {
        Events<BankEvent> withoutDeposits = Events.of("account", BankEvent.class)
                .type(Opened.class)
                .type(Deposited.class, "PaidIn", 1)
                .type(Closed.class)
                .build();

        Optional<String> why = free(balances(withoutDeposits), bench.log, bench.applier(projection), 500);

        assertThat(why)
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("it failed again at Deposited v1 at position 2")
                        .contains("No type is registered as 'Deposited'"));
        assertThat(bench.waiting("1"))
                .extracting(event -> event.position().value(), ParkedEvent::attempts)
                .containsExactly(tuple(2L, 2), tuple(3L, 0), tuple(4L, 0), tuple(5L, 0));
    }

    @Test
    void an_event_that_the_mended_code_gives_to_another_key_stays_and_says_so() {
        FoldProjection<Balance> mended = balances(EVENTS, e -> e.equals(new Deposited("1", 2)) ? "7" : e.account());

        Optional<String> why = free(mended, bench.log, bench.applier(projection), 500);

        assertThat(why)
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("it failed again at Deposited v1 at position 3")
                        .endsWith("it now belongs to key 7; only a rebuild gives it to that key"));
        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 1));
        assertThat(bench.waiting("1"))
                .extracting(event -> event.position().value(), ParkedEvent::attempts)
                .containsExactly(tuple(3L, 1), tuple(4L, 0), tuple(5L, 0));
    }

    @Test
    void what_belongs_to_another_key_was_not_tried_while_an_earlier_event_fails() {
        broken.add(1L);
        FoldProjection<Balance> mended = balances(EVENTS, e -> e.equals(new Deposited("1", 2)) ? "7" : e.account());

        Optional<String> why = free(mended, bench.log, bench.applier(projection), 500);

        assertThat(why)
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("it failed again at Deposited v1 at position 2"));
        assertThat(bench.waiting("1"))
                .extracting(event -> event.position().value(), ParkedEvent::attempts)
                .containsExactly(tuple(2L, 2), tuple(3L, 0), tuple(4L, 0), tuple(5L, 0));
    }

    @Test
    void an_event_that_is_gone_from_the_log_is_named_and_nothing_is_applied_past_it() {
        EventLog gap = new LogProxy(bench.log) {
            @Override
            public List<StoredEvent> at(Set<Position> positions) {
                return super.at(positions).stream()
                        .filter(event -> event.position().value() != 3)
                        .toList();
            }
        };

        Optional<String> why = free(projection, gap, bench.applier(projection), 500);

        assertThat(why)
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("the log does not hold Deposited v1 at position 3")
                        .endsWith("Skip it: ./readside skip balances '1' --reason …"));
        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 0));
        assertThat(bench.waiting("1")).hasSize(4);
    }

    @Test
    void a_change_that_the_store_refuses_is_found_by_halving_and_its_attempt_is_counted() {
        List<Integer> tried = new ArrayList<>();
        Applier refusing = new ApplierProxy(bench.applier(projection)) {
            @Override
            public void recover(Recovery recovery) {
                tried.add(recovery.done().size());
                if (recovery.done().stream().anyMatch(place -> place.position().equals(Position.of(4)))) {
                    throw new ApplyFailed("the value is too long for its column");
                }
                super.recover(recovery);
            }
        };

        Optional<String> why = free(projection, bench.log, refusing, 4);

        assertThat(why)
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("it failed again at Deposited v1 at position 4")
                        .endsWith("the value is too long for its column"));
        assertThat(tried).as("all, a half, the other half, its first, the note").containsExactly(4, 2, 2, 1, 0);
        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 3));
        assertThat(bench.waiting("1"))
                .extracting(event -> event.position().value(), ParkedEvent::attempts, ParkedEvent::reason)
                .containsExactly(
                        tuple(4L, 1, Optional.of("the value is too long for its column")),
                        tuple(5L, 0, Optional.empty()));
    }

    @Test
    void events_that_are_more_than_fits_are_read_and_applied_a_few_at_a_time() throws Exception {
        for (int i = 0; i < 16; i++) {
            Bank.append(bench.log, new Deposited("1", 1));
        }
        next(bench.begin(projection));
        List<Integer> applied = new ArrayList<>();
        Applier counting = new ApplierProxy(bench.applier(projection)) {
            @Override
            public void recover(Recovery recovery) {
                applied.add(recovery.done().size());
                super.recover(recovery);
            }
        };

        Optional<String> why = new Recoverer(projection, bench.log, counting, new WorkerSettings(500, 1))
                .free(bench.now().epoch(), key("1"), Map.of());

        assertThat(why).isEmpty();
        assertThat(applied).containsExactly(8, 8, 4);
        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 26));
    }
}
