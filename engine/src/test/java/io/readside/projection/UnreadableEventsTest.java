package io.readside.projection;

import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.superstitious;
import static io.readside.projection.Folds.DEPOSITED;
import static io.readside.projection.Folds.ONE;
import static io.readside.projection.Folds.OPENED;
import static io.readside.projection.Folds.altered;
import static io.readside.projection.Folds.failed;
import static io.readside.projection.Folds.fold;
import static io.readside.projection.Folds.held;
import static io.readside.projection.Folds.page;
import static io.readside.projection.Folds.parked;
import static io.readside.projection.Folds.parking;
import static io.readside.projection.Folds.unreadable;
import static io.readside.projection.Folds.upsert;
import static io.readside.projection.Folds.waits;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Events that cannot be read or do not tell their key: what is parked, and what ends the batch. */
class UnreadableEventsTest {

    private static FoldProjection<Balance> parkingStreams() {
        return superstitious(() -> true)
                .keyedByStream()
                .onPoison(OnPoison.PARK_KEY)
                .build();
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
        page.replaceAll(Folds::unreadable);

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
        FoldProjection<Balance> nameless = superstitious(() -> true)
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
        FoldProjection<Balance> bound = superstitious(() -> true)
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
}
