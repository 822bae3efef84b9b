package io.readside.worker;

import static io.readside.bank.Bank.EVENTS;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Events;
import io.readside.projection.Change;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.projection.SqlProjection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.Recovery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The SQL form: a deposit to the account "ann&bob" is one statement that touches the rows of both. The store in memory runs
 * no SQL; this one notes the cents of each statement as it runs, after the store has let the batch through.
 */
final class JointAccounts extends ApplierProxy {

    /** What a statement deposits, in the order in which they ran. */
    final List<Long> ran = new ArrayList<>();

    /** Deposits whose statement the store refuses. */
    final Set<Long> refused = new HashSet<>();

    JointAccounts(Applier applier) {
        super(applier);
    }

    /** @param broken deposits that no statement can be made of */
    static SqlProjection<Balance> declared(Set<Long> broken) {
        return declared(EVENTS, broken);
    }

    static SqlProjection<Balance> declared(Events<BankEvent> events, Set<Long> broken) {
        return declared(events, broken, JointAccounts::owners);
    }

    static List<String> owners(BankEvent event) {
        return List.of(event.account().split("&"));
    }

    static SqlProjection<Balance> declared(
            Events<BankEvent> events, Set<Long> broken, Function<BankEvent, List<String>> owners) {
        return Projection.sql("balances", Balance.class)
                .from(events)
                .on(Deposited.class, e -> {
                    if (broken.contains(e.cents())) {
                        throw new IllegalStateException("secret");
                    }
                    return Sql.of("update {table} set cents = cents + ?", e.cents());
                })
                .ignore(Opened.class, Closed.class)
                .ownsKeys(owners)
                .build();
    }

    @Override
    public void apply(Batch batch) {
        requireTaken(batch.changes());
        super.apply(new Batch(batch.epoch(), batch.from(), batch.to(), List.of(), batch.bindings(), batch.parked()));
        run(batch.changes());
    }

    @Override
    public void recover(Recovery recovery) {
        requireTaken(recovery.changes());
        super.recover(new Recovery(recovery.epoch(), List.of(), recovery.done(), recovery.again()));
        run(recovery.changes());
    }

    private void requireTaken(List<Change> changes) {
        if (cents(changes).stream().anyMatch(refused::contains)) {
            throw new ApplyFailed("the value is too long for its column");
        }
    }

    private void run(List<Change> changes) {
        ran.addAll(cents(changes));
    }

    private static List<Long> cents(List<Change> changes) {
        return changes.stream()
                .filter(Change.Statement.class::isInstance)
                .map(change -> (Long) ((Change.Statement) change).arguments().get(0))
                .toList();
    }
}
