package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.worker.BareFeed.key;
import static io.readside.worker.BareFeed.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.Signals;
import io.readside.event.Anchor;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.projection.Change;
import io.readside.projection.OnPoison;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.Skip;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches one by one. */
@Timeout(60)
class FeedTest {

    private final BareFeed bench = new BareFeed();

    @Test
    void each_batch_goes_on_where_the_last_one_ended_and_this_process_readers_hear_of_it() throws Exception {
        Bank.append(bench.log, new Opened("1", "ann"), new Deposited("1", 5));
        Feed feed = bench.begin(BALANCES, bench.applier(BALANCES), 1);

        next(feed);
        boolean early = bench.board.isAt("balances_v1", Position.of(2));
        next(feed);

        assertThat(early).isFalse();
        assertThat(bench.board.isAt("balances_v1", Position.of(2))).isTrue();
        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 5));
        assertThat(bench.signals.ignored).as("nothing was passed over").isEmpty();
    }

    @Test
    void batches_grow_again_after_one_that_was_halved() throws Exception {
        for (int i = 1; i <= 10; i++) {
            Bank.append(bench.log, new Opened(Integer.toString(i), "ann"));
        }
        AtomicInteger calls = new AtomicInteger();
        Feed feed = bench.begin(
                BALANCES,
                new ApplierProxy(bench.applier(BALANCES)) {
                    @Override
                    public void apply(Batch batch) {
                        if (calls.incrementAndGet() == 1) {
                            throw new ApplyFailed("not now");
                        }
                        super.apply(batch);
                    }
                },
                4);

        for (int i = 0; i < 4; i++) {
            next(feed);
        }

        assertThat(bench.signals.applied).extracting(Signals.Applied::events).containsExactly(2, 4, 4);
    }

    @Test
    void whoever_takes_over_lets_the_later_events_of_a_parked_key_wait() throws Exception {
        Bank.append(bench.log, new Opened("1", "ann"), new Opened("1", "bob"));
        next(bench.begin(BALANCES));
        Bank.append(bench.log, new Deposited("1", 5), new Opened("2", "cy"));
        Feed successor = bench.begin(BALANCES);

        next(successor);

        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 0), new Balance("2", "cy", 0));
        assertThat(BareFeed.positions(bench.waiting("1"))).containsExactly(Position.of(2), Position.of(3));
        assertThat(bench.signals.parked).as("once, when it was parked").hasSize(1);
    }

    @Test
    void the_place_below_an_event_that_stops_the_projection_is_vouched_for_by_the_event_there() throws Exception {
        Bank.append(bench.log, new Opened("1", "ann"), new Deposited("1", 5), new Opened("1", "bob"), new Closed("1"));
        StoredEvent second = bench.log.at(Set.of(Position.of(2))).get(0);
        Feed feed =
                bench.begin(Bank.declared("balances").onPoison(OnPoison.STOP).build());

        Feed.Outcome outcome = next(feed);

        assertThat(outcome).isEqualTo(Feed.Outcome.STOPPED);
        assertThat(bench.now().checkpoint().anchor())
                .isEqualTo(new Anchor(bench.log.id(), second.position(), second.id()));
        assertThat(bench.signals.applied).extracting(Signals.Applied::events).containsExactly(2);
    }

    @Test
    void an_event_that_can_neither_be_applied_nor_parked_stops_the_projection() throws Exception {
        Bank.append(bench.log, new Opened("a key that is too long for an index", "ann"));
        Feed feed = bench.begin(
                BALANCES,
                new ApplierProxy(bench.applier(BALANCES)) {
                    @Override
                    public void apply(Batch batch) {
                        throw new ApplyFailed("the key is too long.");
                    }
                },
                1);

        Feed.Outcome outcome = next(feed);

        assertThat(outcome).isEqualTo(Feed.Outcome.STOPPED);
        assertThat(Signals.await(bench.signals.stopped).reason())
                .isEqualTo("the key is too long. Nor can the event be parked: the key is too long.");
    }

    @Test
    void a_deletion_that_the_store_refuses_parks_its_key() throws Exception {
        Bank.append(bench.log, new Opened("1", "ann"), new Closed("1"), new Opened("2", "bob"));
        Feed feed = bench.begin(BALANCES, refusingDeletions(bench.applier(BALANCES)), 1);

        next(feed);
        next(feed);
        next(feed);

        assertThat(bench.waiting("1"))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).contains("the row is referred to"));
        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 0), new Balance("2", "bob", 0));
        assertThat(Signals.next(bench.signals.parked).key()).isEqualTo(key("1"));
    }

    private static Applier refusingDeletions(Applier applier) {
        return new ApplierProxy(applier) {
            @Override
            public void apply(Batch batch) {
                if (batch.changes().stream().anyMatch(Change.Delete.class::isInstance)) {
                    throw new ApplyFailed("the row is referred to");
                }
                super.apply(batch);
            }
        };
    }

    @Test
    void readers_who_wait_hear_at_once_that_a_key_is_parked() throws Exception {
        Bank.append(bench.log, new Deposited("1", 5));
        Feed feed = bench.begin(BALANCES);
        WaitingReader reader = WaitingReader.of(bench.board, "balances_v1", Position.of(99));

        next(feed);

        reader.awaitWoken();
        assertThat(bench.waiting("1")).hasSize(1);
    }

    @Test
    void readers_who_wait_hear_at_once_that_the_projection_has_stopped() throws Exception {
        Bank.append(bench.log, new Deposited("1", 5));
        Feed feed =
                bench.begin(Bank.declared("balances").onPoison(OnPoison.STOP).build());
        WaitingReader reader = WaitingReader.of(bench.board, "balances_v1", Position.of(99));

        next(feed);

        reader.awaitWoken();
        assertThat(bench.signals.awaitStopped().position()).isEqualTo(Position.of(1));
    }

    @Test
    void keys_that_another_process_has_freed_meanwhile_are_told_when_the_turn_comes_back() throws Exception {
        Bank.append(bench.log, new Deposited("1", 5), new Deposited("2", 5));
        Feed feed = bench.begin(BALANCES);
        next(feed);
        Applier another = bench.applier(BALANCES);
        another.skip(another.current().epoch(), new Skip(key("1"), Position.of(1), "a test account", "ann"));

        feed.begin(another.current());

        assertThat(bench.signals.freed).containsExactly(key("1"));
    }
}
