package io.readside.worker;

import static io.readside.bank.Bank.EVENTS;
import static io.readside.worker.BareFeed.key;
import static io.readside.worker.BareFeed.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.Bank;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.projection.SqlProjection;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Skip;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of the SQL form that wait: each is one for all its keys. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class JointRecoveryTest {

    /** What it was before deposits were known. */
    private static final Events<BankEvent> WITHOUT_DEPOSITS = Events.of("account", BankEvent.class)
            .type(Opened.class)
            .type(Deposited.class, "PaidIn", 1)
            .type(Closed.class)
            .build();

    private final BareFeed bench = new BareFeed();
    private final Set<Long> broken = new HashSet<>();
    private final SqlProjection<?> projection = JointAccounts.declared(broken);
    private final JointAccounts accounts = new JointAccounts(bench.applier(projection));

    /** Parks the events and those that share keys with them, then mends what was broken. */
    private void parked(long failing, BankEvent... events) throws InterruptedException {
        Bank.append(bench.log, events);
        broken.add(failing);
        next(bench.begin(projection, accounts, 500));
        broken.clear();
    }

    private Optional<String> free(String key, int batchSizeEvents) {
        return free(projection, key, batchSizeEvents);
    }

    private Optional<String> free(SqlProjection<?> now, String key, int batchSizeEvents) {
        return new Recoverer(now, bench.log, accounts, BareFeed.settings(batchSizeEvents))
                .free(accounts.current().epoch(), key(key), Map.of());
    }

    @Test
    void an_event_that_fails_waits_for_all_its_keys_and_so_do_their_later_events() throws Exception {
        parked(1, new Deposited("ann&bob", 1), new Deposited("bob&cy", 2), new Deposited("dan", 3));

        assertThat(accounts.ran).containsExactly(3L);
        assertThat(bench.waiting("ann", "bob", "cy", "dan"))
                .extracting(ParkedEvent::key, event -> event.position().value(), ParkedEvent::attempts)
                .containsExactlyInAnyOrder(
                        tuple(key("ann"), 1L, 1),
                        tuple(key("bob"), 1L, 1),
                        tuple(key("bob"), 2L, 0),
                        tuple(key("cy"), 2L, 0));
    }

    @Test
    void keys_that_share_events_are_freed_together_and_in_order() throws Exception {
        parked(1, new Deposited("ann", 1), new Deposited("ann&bob", 2), new Deposited("bob&cy", 3));
        Feed feed = bench.begin(projection, accounts, 500);

        var still = feed.free(List.of(key("ann")));

        assertThat(still).isEmpty();
        assertThat(accounts.ran).containsExactly(1L, 2L, 3L);
        assertThat(accounts.parked()).isEmpty();
        assertThat(bench.signals.freed).containsExactlyInAnyOrder(key("ann"), key("bob"), key("cy"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 500})
    void an_event_that_waits_for_several_keys_runs_once_and_in_its_turn_however_small_a_batch_is(int batchSizeEvents)
            throws Exception {
        parked(
                1,
                new Deposited("ann", 1),
                new Deposited("ann&bob", 2),
                new Deposited("ann&bob&cy", 3),
                new Deposited("bob&cy", 4),
                new Deposited("ann&cy", 5));

        Optional<String> why = free("ann", batchSizeEvents);

        assertThat(why).isEmpty();
        assertThat(accounts.ran).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(accounts.parked()).isEmpty();
    }

    @Test
    void a_statement_that_the_store_refuses_is_found_by_halving_and_those_before_it_have_run() throws Exception {
        parked(
                1,
                new Deposited("ann&bob", 1),
                new Deposited("ann", 2),
                new Deposited("ann&bob", 3),
                new Deposited("bob", 4));
        accounts.refused.add(3L);

        Optional<String> why = free("ann", 500);

        assertThat(why)
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("it failed again at Deposited v1 at position 3")
                        .endsWith("the value is too long for its column"));
        assertThat(accounts.ran).containsExactly(1L, 2L);
        assertThat(bench.waiting("ann", "bob"))
                .extracting(ParkedEvent::key, event -> event.position().value(), ParkedEvent::attempts)
                .containsExactlyInAnyOrder(
                        tuple(key("ann"), 3L, 1), tuple(key("bob"), 3L, 1), tuple(key("bob"), 4L, 0));
    }

    @Test
    void an_event_that_cannot_be_read_any_more_stays_for_all_its_keys_with_those_behind_it() throws Exception {
        parked(1, new Deposited("ann&bob", 1), new Deposited("bob", 2));

        Optional<String> why = free(JointAccounts.declared(WITHOUT_DEPOSITS, broken), "bob", 500);

        assertThat(why).hasValueSatisfying(reason -> assertThat(reason).contains("failed again", "position 1"));
        assertThat(accounts.ran).isEmpty();
        assertThat(bench.waiting("ann", "bob"))
                .extracting(ParkedEvent::key, event -> event.position().value(), ParkedEvent::attempts)
                .containsExactlyInAnyOrder(
                        tuple(key("ann"), 1L, 2), tuple(key("bob"), 1L, 2), tuple(key("bob"), 2L, 0));
    }

    @Test
    void an_event_that_the_mended_code_gives_to_a_further_key_stays_for_all_its_keys_with_those_behind_it()
            throws Exception {
        parked(1, new Deposited("ann&bob", 1), new Deposited("bob", 2), new Deposited("bob", 3));
        SqlProjection<?> mended = JointAccounts.declared(
                EVENTS,
                Set.of(),
                e -> e.equals(new Deposited("bob", 2)) ? List.of("bob", "cy") : JointAccounts.owners(e));

        Optional<String> why = free(mended, "ann", 500);

        assertThat(why)
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("it failed again at Deposited v1 at position 2")
                        .endsWith("it now belongs to key cy; only a rebuild gives it to that key"));
        assertThat(accounts.ran).containsExactly(1L);
        assertThat(bench.waiting("ann", "bob"))
                .extracting(ParkedEvent::key, event -> event.position().value(), ParkedEvent::attempts)
                .containsExactly(tuple(key("bob"), 2L, 1), tuple(key("bob"), 3L, 0));
    }

    private Operator.Done skip(String key, long position) throws InterruptedException {
        Feed feed = bench.begin(projection, accounts, 500);
        Act skip = new Act.Skip(key, position, "a test account");
        return new Operator(projection, bench.log, accounts, feed)
                .act(new Intent(1, "balances", skip, "ann", Optional.empty()), false);
    }

    @Test
    void an_event_that_is_skipped_is_skipped_for_all_its_keys_and_never_runs() throws Exception {
        parked(1, new Deposited("ann&bob", 1), new Deposited("ann", 2), new Deposited("ann&bob", 3));

        Operator.Done skipped = skip("ann", 1);

        assertThat(skipped.report().message())
                .isEqualTo("Skipped the event at position 1 of keys [bob, ann]. The keys are free.");
        assertThat(accounts.ran).containsExactly(2L, 3L);
        assertThat(accounts.parked()).isEmpty();
    }

    @Test
    void an_event_that_waits_behind_another_for_any_of_its_keys_is_not_skipped() throws Exception {
        parked(1, new Deposited("ann", 1), new Deposited("ann&bob", 2));

        Operator.Done refused = skip("bob", 2);

        assertThat(refused.report().done()).isFalse();
        assertThat(refused.report().message()).contains("key ann is not the one at position 2 but at 1");
        assertThat(BareFeed.positions(bench.waiting("bob"))).containsExactly(Position.of(2));
    }

    @Test
    void a_skip_that_broke_off_is_completed_when_it_is_carried_out_again() throws Exception {
        parked(1, new Deposited("ann&bob", 1), new Deposited("bob", 2));
        accounts.skip(accounts.current().epoch(), new Skip(key("bob"), Position.of(1), "a test account", "ann"));

        Operator.Done skipped = skip("ann", 1);

        assertThat(skipped.report().message())
                .isEqualTo("Skipped the event at position 1 of keys [bob, ann]. The keys are free.");
        assertThat(accounts.ran).containsExactly(2L);
        assertThat(accounts.parked()).isEmpty();
    }

    @Test
    void an_event_whose_statement_the_store_refuses_is_parked_for_all_its_keys() throws Exception {
        Bank.append(bench.log, new Deposited("ann&bob", 1), new Deposited("bob", 2), new Deposited("cy", 3));
        accounts.refused.add(1L);
        Feed feed = bench.begin(projection, accounts, 1);

        next(feed);
        next(feed);
        next(feed);

        assertThat(accounts.ran).containsExactly(3L);
        assertThat(accounts.parked()).containsOnlyKeys(Key.of("ann"), Key.of("bob"));
        assertThat(BareFeed.positions(bench.waiting("bob")))
                .extracting(Position::value)
                .containsExactly(1L, 2L);
    }
}
