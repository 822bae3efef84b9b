package io.readside.projection;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.stored;
import static io.readside.projection.Folds.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Poison;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Events that do not carry their key, and the one that binds their stream to it. */
class BoundKeysTest {

    private static final Opened OPENED = new Opened("1", "ann");
    private static final Deposited DEPOSITED = new Deposited("1", 5);
    private static final Closed CLOSED = new Closed("1");

    private static Folded fold(FoldProjection<?> projection, BankEvent... events) {
        Folding folding = projection.begin(stored(events));
        assertThat(folding.streams()).containsExactly(EVENTS.stream("1").name());
        folding.keys(Map.of());
        return folding.fold(Map.of(), Map.of(), Map.of());
    }

    /** An opened account binds its stream to these keys. */
    private static FoldProjection<Balance> bound(List<?> keys) {
        return Projection.named("balances", Balance.class)
                .from(EVENTS)
                .bindAll(Opened.class, e -> keys)
                .insert(Opened.class, (key, e) -> new Balance(key.text(0), e.owner(), 0))
                .update(Deposited.class, (row, e) -> row.plus(e.cents()))
                .delete(Closed.class)
                .build();
    }

    @Test
    void later_events_reach_all_the_keys_that_their_stream_is_bound_to() {
        Folded folded = fold(bound(List.of("x", "y")), OPENED, DEPOSITED);

        assertThat(folded.changes())
                .containsExactlyInAnyOrder(
                        upsert(new Balance("x", "ann", 5), 2), upsert(new Balance("y", "ann", 5), 2));
        assertThat(folded.bindings())
                .extracting(Binding::key, Binding::boundAt)
                .containsExactly(tuple(Key.of("x"), Position.of(1)), tuple(Key.of("y"), Position.of(1)));
    }

    @Test
    void a_stream_may_be_bound_to_no_key() {
        Folded folded = fold(bound(List.of()), OPENED, DEPOSITED, CLOSED);

        assertThat(folded.poison()).isEmpty();
        assertThat(folded.changes()).isEmpty();
        assertThat(folded.bindings()).extracting(Binding::key).containsExactly(Key.NONE);
    }

    @Test
    void an_event_of_a_stream_that_nothing_has_bound_is_poison() {
        Folded folded = fold(bound(List.of("x")), DEPOSITED, OPENED);

        assertThat(folded.poison())
                .map(Poison::reason)
                .hasValueSatisfying(r -> assertThat(r).contains("bound"));
        assertThat(folded.bindings()).isEmpty();
    }

    @Test
    void bindings_that_the_store_knows_are_used_and_not_made_again() {
        StreamName stream = EVENTS.stream("1").name();
        Folding folding = bound(List.of("x")).begin(stored(OPENED, DEPOSITED).subList(1, 2));

        assertThat(folding.streams()).containsExactly(stream);
        assertThat(folding.keys(Map.of(stream, List.of(new Binding(stream, Key.of("x"), Position.of(1))))))
                .containsExactly(Key.of("x"));
        Folded folded = folding.fold(
                Map.of(Key.of("x"), new StoredRow(BALANCES.shape().toRow(new Balance("x", "ann", 0)), Position.of(1))),
                Map.of(),
                Map.of());

        assertThat(folded.changes()).containsExactly(upsert(new Balance("x", "ann", 5), 2));
        assertThat(folded.bindings()).isEmpty();
    }
}
