package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.worker.BareFeed.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.Signals;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.ExpectedVersion;
import io.readside.projection.FoldProjection;
import io.readside.projection.OnPoison;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.Batch;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may pass is tried three times. */
class PatienceTest {

    private final BareFeed bench = new BareFeed();
    private final AtomicInteger attempts = new AtomicInteger();

    private FoldProjection<Balance> failing(OnPoison onPoison, int times) {
        return Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> {
                    if (attempts.incrementAndGet() <= times) {
                        throw new IllegalStateException("secret");
                    }
                    return new Balance(e.account(), e.owner(), 0);
                })
                .ignore(Deposited.class, Closed.class)
                .onPoison(onPoison)
                .build();
    }

    @ParameterizedTest
    @EnumSource(OnPoison.class)
    void a_fold_that_fails_gets_three_attempts_with_growing_pauses_and_each_is_told(OnPoison onPoison)
            throws Exception {
        Bank.append(bench.log, new Opened("1", "ann"));
        Feed feed = bench.begin(failing(onPoison, 1000));

        Feed.Outcome outcome = next(feed);

        assertThat(outcome).isEqualTo(onPoison == OnPoison.STOP ? Feed.Outcome.STOPPED : Feed.Outcome.GOES_ON);
        assertThat(attempts).hasValue(3);
        assertThat(bench.pauses).hasSize(2).isSortedAccordingTo(Duration::compareTo);
        assertThat(bench.signals.retrying).extracting(Signals.Retrying::attempt).containsExactly(1, 2);
        assertThat(bench.signals.retrying)
                .allSatisfy(retrying -> assertThat(retrying.cause())
                        .hasMessageContainingAll("Opened v1 at position 1", "IllegalStateException")
                        .hasMessageNotContaining("secret"));
    }

    @Test
    void a_fold_that_gets_through_the_third_time_parks_nothing() throws Exception {
        Bank.append(bench.log, new Opened("1", "ann"));
        Feed feed = bench.begin(failing(OnPoison.PARK_KEY, 2));

        next(feed);

        assertThat(bench.balances()).hasSize(1);
        assertThat(bench.signals.parked).isEmpty();
    }

    /** Breaks off so many attempts. */
    private Applier slow(int times) {
        return new ApplierProxy(bench.applier(BALANCES)) {
            @Override
            public void apply(Batch batch) {
                if (attempts.incrementAndGet() <= times) {
                    throw new ApplyTimedOut("it took longer than statement_timeout allows", null);
                }
                super.apply(batch);
            }
        };
    }

    private static void assertBrokenOff(Feed feed) {
        assertThatThrownBy(() -> next(feed)).isInstanceOf(ApplyTimedOut.class);
    }

    @Test
    void an_event_that_takes_too_long_gets_three_attempts_before_its_key_is_parked() throws Exception {
        Bank.append(bench.log, new Opened("1", "ann"));
        Feed feed = bench.begin(BALANCES, slow(3), 500);

        assertBrokenOff(feed);
        assertBrokenOff(feed);
        next(feed);

        assertThat(BareFeed.positions(bench.waiting("1"))).containsExactly(Position.of(1));
        assertThat(bench.now().checkpoint().position()).isEqualTo(Position.of(1));
    }

    @Test
    void an_event_that_is_in_time_at_last_is_applied_and_the_next_one_has_three_attempts_again() throws Exception {
        Bank.append(bench.log, new Opened("1", "ann"));
        Feed feed = bench.begin(BALANCES, slow(2), 500);
        assertBrokenOff(feed);
        assertBrokenOff(feed);
        next(feed);
        Bank.append(bench.log, new Deposited("1", 5));
        attempts.set(0);

        assertBrokenOff(feed);
        assertBrokenOff(feed);
        next(feed);

        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 5));
        assertThat(bench.signals.parked).isEmpty();
    }

    @Test
    void a_batch_without_events_is_tried_for_ever_and_takes_no_attempt_from_the_event_that_follows() throws Exception {
        EventData foreign = new EventData(UUID.randomUUID(), new EventType("Sent", 1), "{}", "{}", null);
        bench.log.append(new StreamName("letter-1"), ExpectedVersion.any(), List.of(foreign));
        Feed feed = bench.begin(BALANCES, slow(6), 500);
        assertBrokenOff(feed);
        assertBrokenOff(feed);
        assertBrokenOff(feed);
        assertBrokenOff(feed);
        Bank.append(bench.log, new Opened("1", "ann"));

        assertBrokenOff(feed);
        assertBrokenOff(feed);
        next(feed);

        assertThat(bench.balances()).hasSize(1);
        assertThat(bench.signals.parked).isEmpty();
    }
}
