package io.readside.bank;

import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.Events;
import io.readside.event.NewEvent;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.PageLimit;
import io.readside.memory.MemoryLog;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Accounts, their events and their balances. */
public final class Bank {

    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    public static final InstantSource CLOCK = InstantSource.fixed(NOW);

    public static final Events<BankEvent> EVENTS = Events.of("account", BankEvent.class)
            .type(Opened.class)
            .type(Deposited.class)
            .type(Closed.class)
            .build();

    /** The row. */
    public record Balance(String account, String owner, long cents) {

        public Balance plus(long more) {
            return new Balance(account, owner, cents + more);
        }
    }

    /** Inserts, updates, deletes. */
    public static final FoldProjection<Balance> BALANCES = balances("balances");

    /** The same under another name. */
    public static FoldProjection<Balance> balances(String name) {
        return declared(name).build();
    }

    /** The same, to be gone on with. */
    public static FoldProjection.Builder<Balance, BankEvent> declared(String name) {
        return Projection.named(name, Balance.class)
                .from(EVENTS)
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .update(Deposited.class, (row, e) -> row.plus(e.cents()))
                .delete(Closed.class);
    }

    /** Cannot apply a deposit of 13 cents while {@code broken}; how it finds its keys is still to be said. */
    public static FoldProjection.Builder<Balance, BankEvent> superstitious(BooleanSupplier broken) {
        return Projection.named("balances", Balance.class)
                .from(EVENTS)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .update(Deposited.class, (row, e) -> {
                    if (e.cents() == 13 && broken.getAsBoolean()) {
                        throw new IllegalStateException("secret");
                    }
                    return row.plus(e.cents());
                })
                .delete(Closed.class);
    }

    private Bank() {}

    /** Appends each event to the stream of its account. */
    public static VersionToken append(EventLog log, BankEvent... events) {
        VersionToken last = VersionToken.of(Position.ZERO);
        for (BankEvent event : events) {
            last = log.append(EVENTS.stream(event.account()).name(), ExpectedVersion.any(), List.of(data(event)))
                    .token();
        }
        return last;
    }

    public static EventData data(BankEvent event) {
        return EVENTS.encode(NewEvent.of(event), UUID::randomUUID);
    }

    public static MemoryLog log(BankEvent... events) {
        MemoryLog log = MemoryLog.create(CLOCK);
        append(log, events);
        return log;
    }

    /** The events as a log holds them, from position 1. */
    public static List<StoredEvent> stored(BankEvent... events) {
        return log(events)
                .read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(events.length))
                .events();
    }
}
