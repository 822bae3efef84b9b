package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many keys may be parked before the projection is at fault. */
class StormGuardTest {

    private final BareFeed bench = new BareFeed();
    private final Applier applier = bench.applier(BALANCES);
    private final StormGuard storms = new StormGuard(applier);
    private final List<StoredEvent> events = Bank.stored(IntStream.rangeClosed(1, StormGuard.MOST_KEYS + 1)
            .mapToObj(i -> new Opened(Integer.toString(i), "ann"))
            .toArray(BankEvent[]::new));

    /** The events of these accounts, by their numbers, both included. */
    private List<Parked> refused(int from, int to) {
        return events.subList(from - 1, to).stream()
                .map(event -> new Parked(Key.of(event.stream().id()), event, "no reason", false))
                .toList();
    }

    private void park(List<Parked> parked) {
        applier.apply(new Batch(
                applier.current().epoch(),
                applier.current().checkpoint(),
                Checkpoint.of(events.size()),
                List.of(),
                List.of(),
                parked));
    }

    @Test
    void a_hundred_keys_may_be_parked_at_once_and_one_more_may_not() {
        List<Parked> hundred = refused(1, 100);
        List<Parked> more = refused(1, 101);

        assertThat(storms.excess(hundred)).isEmpty();
        assertThat(storms.excess(more)).hasValueSatisfying(poison -> {
            assertThat(poison.position()).isEqualTo(Position.of(101));
            assertThat(poison.reason()).contains("more than 100 keys within 5 minutes", "no reason");
        });
    }

    @Test
    void keys_that_were_parked_just_now_leave_room_for_the_rest_of_the_hundred() {
        park(refused(1, 60));

        assertThat(storms.excess(refused(61, 100))).isEmpty();
        assertThat(storms.excess(refused(61, 101)))
                .hasValueSatisfying(poison -> assertThat(poison.position()).isEqualTo(Position.of(101)));
    }

    @Test
    void events_that_wait_behind_a_parked_one_are_no_storm() {
        List<Parked> parked = new ArrayList<>(refused(1, 1));
        events.forEach(event -> parked.add(new Parked(Key.of("1"), event, null, false)));

        assertThat(storms.excess(parked)).isEmpty();
    }
}
