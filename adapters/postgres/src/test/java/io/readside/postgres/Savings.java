package io.readside.postgres;

import io.readside.event.Events;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.projection.SqlProjection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accounts whose streams are bound to them, and a read model of them in each form. */
record Savings(String id, String owner, long cents) {

    /** What happens to an account. */
    sealed interface Event {}

    record Opened(String account, String owner) implements Event {}

    /** Does not name the account. */
    record Paid(long cents) implements Event {}

    /** Between two accounts; for the SQL form, which owns both. */
    record Moved(String from, String to, long cents) implements Event {}

    static final Events<Event> EVENTS = Events.of("account", Event.class)
            .type(Opened.class)
            .type(Paid.class)
            .type(Moved.class)
            .build();

    /** Never fails: whatever was done to its rows, events go on to be applied. */
    static final FoldProjection<Savings> SAVINGS = Projection.named("savings", Savings.class)
            .from(EVENTS)
            .bind(Opened.class, Opened::account)
            .fold(
                    Opened.class,
                    (key, row, e) ->
                            row == null ? new Savings(key.text(0), e.payload().owner(), 0) : row)
            .fold(Paid.class, (key, row, e) -> paid(key, row, e.payload().cents()))
            .ignore(Moved.class)
            .build();

    private static Savings paid(Key key, @Nullable Savings row, long cents) {
        return row == null ? new Savings(key.text(0), "?", cents) : new Savings(row.id, row.owner, row.cents + cents);
    }

    /** As statements, in a table of its own with a column that the record has not. */
    static SqlProjection.Builder<Savings, Event> statements(String name) {
        return Projection.sql(name, Savings.class)
                .table(
                        "create table {table} (id text collate \"C\" primary key, owner text not null, cents bigint not null,"
                                + " twice bigint generated always as (cents * 2) stored, touched integer not null default 0,"
                                + " seen bigint generated always as identity)",
                        "create unique index \"{name}_owner\" on {table} (owner)")
                .from(EVENTS)
                .on(
                        Opened.class,
                        e -> Sql.of(
                                "insert into {table} (id, owner, cents) values (?, ?, 0) on conflict (id) do update"
                                        + " set owner = excluded.owner",
                                e.account(),
                                e.owner()))
                .onAll(
                        Moved.class,
                        e -> List.of(
                                move(e.payload().from(), -e.payload().cents()),
                                move(e.payload().to(), e.payload().cents())))
                .ignore(Paid.class);
    }

    private static Sql move(String account, long cents) {
        return Sql.of(
                "insert into {table} as t (id, owner, cents, touched) values (?, ?, ?, 1) on conflict (id) do update"
                        + " set cents = t.cents + excluded.cents, touched = t.touched + 1",
                account,
                "of " + account,
                cents);
    }

    static SqlProjection<Savings> owning(String name) {
        return statements(name)
                .ownsKeys(event -> event instanceof Moved moved
                        ? List.of(moved.from(), moved.to())
                        : event instanceof Opened opened ? List.of(opened.account()) : List.of())
                .oncePerEvent(Duration.ofDays(7))
                .build();
    }
}
