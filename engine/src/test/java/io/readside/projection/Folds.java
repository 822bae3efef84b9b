package io.readside.projection;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.stored;
import static io.readside.bank.Bank.superstitious;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.projection.Change.Upsert;
import io.readside.projection.Folding.Folded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;

/** Folding by hand: what goes in, and what is to come out. */
final class Folds {

    static final Key ONE = Key.of("1");
    static final Key TWO = Key.of("2");
    static final Opened OPENED = new Opened("1", "ann");
    static final Deposited DEPOSITED = new Deposited("1", 5);

    private Folds() {}

    /** Cannot apply deposits of 13 cents. */
    static FoldProjection<Balance> parking() {
        return superstitious(() -> true)
                .keyedBy(BankEvent::account)
                .onPoison(OnPoison.PARK_KEY)
                .build();
    }

    /** An opening reaches its account and its owner's: both rows are made, or would be. */
    static FoldProjection.Builder<Balance, BankEvent> twoKeys() {
        return Projection.named("balances", Balance.class)
                .from(EVENTS)
                .keysOf(e -> e instanceof Opened opened ? List.of(e.account(), opened.owner()) : List.of(e.account()))
                .insert(Opened.class, (Key key, Opened e) -> new Balance(key.text(0), "somebody", 0))
                .update(Deposited.class, (row, e) -> row.plus(e.cents()))
                .delete(Closed.class);
    }

    /** May be changed. */
    static List<StoredEvent> page(BankEvent... events) {
        return new ArrayList<>(stored(events));
    }

    static StoredEvent unreadable(StoredEvent event) {
        return altered(event, new EventType("Unheard", 1), event.data());
    }

    static StoredEvent altered(StoredEvent event, EventType type, String data) {
        return new StoredEvent(
                event.position(),
                event.stream(),
                event.streamVersion(),
                event.id(),
                type,
                data,
                event.metadata(),
                event.occurredAt(),
                event.recordedAt());
    }

    static Folded fold(
            Projection<?> projection, Map<Key, StoredRow> rows, Map<Key, Position> parked, List<StoredEvent> page) {
        return fold(projection.begin(page), rows, parked);
    }

    static Folded fold(Folding folding, Map<Key, StoredRow> rows, Map<Key, Position> parked) {
        folding.keys(Map.of());
        return folding.fold(rows, parked, Map.of());
    }

    static Folded fold(Projection<?> projection, BankEvent... events) {
        return fold(projection, Map.of(), Map.of(), stored(events));
    }

    /** The row that the store has, and the position that it was last changed at. */
    static Map<Key, StoredRow> held(Balance balance, long lastApplied) {
        return Map.of(
                Key.of(balance.account()), new StoredRow(BALANCES.shape().toRow(balance), Position.of(lastApplied)));
    }

    static Upsert upsert(Balance balance, long position) {
        return new Upsert(Key.of(balance.account()), BALANCES.shape().toRow(balance), Position.of(position));
    }

    /** What {@link #parked} tells of an event that failed. */
    static Tuple failed(Key key, long position) {
        return tuple(key, Position.of(position), true);
    }

    /** What {@link #parked} tells of an event behind one that failed. */
    static Tuple waits(Key key, long position) {
        return tuple(key, Position.of(position), false);
    }

    /** Key, position, and whether there is a reason. */
    static List<Tuple> parked(Folded folded) {
        return folded.parked().stream()
                .map(parked -> tuple(parked.key(), parked.position(), parked.reason() != null))
                .toList();
    }
}
