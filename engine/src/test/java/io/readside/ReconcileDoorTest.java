package io.readside;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.bank.Bank;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.eventlog.ExpectedVersion;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intent.Scope;
import io.readside.reconcile.ReconcileListener;
import io.readside.reconcile.Reconciliation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reconciling as a user of the door has it. */
@Timeout(60)
class ReconcileDoorTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static void appendTo(Readside readside) {
        readside.append(Bank.EVENTS.stream("1"), ExpectedVersion.none(), new Opened("1", "ann"), new Deposited("1", 5));
    }

    @Test
    void an_operator_asks_by_rows_and_the_process_with_the_code_answers() throws Exception {
        try (Readside readside = Readside.inMemory().project(BALANCES).start()) {
            appendTo(readside);
            Operations operations = readside.operations();

            Report whole = operations
                    .ask("balances", new Act.Reconcile(new Scope.Whole(), true), "ann", LONG)
                    .orElseThrow();
            Report why =
                    operations.ask("balances", new Act.Why("1"), "ann", LONG).orElseThrow();
            Report reprojected = operations
                    .ask("balances", new Act.Reproject(List.of("1")), "ann", LONG)
                    .orElseThrow();

            assertThat(whole.done()).isTrue();
            assertThat(whole.message()).contains("no drift");
            assertThat(why.message()).contains("Key 1", "2 events lead to it");
            assertThat(reprojected.message()).startsWith("1 key was projected anew");
            assertThat(readside.monitor()
                            .lastReconciled("balances")
                            .orElseThrow()
                            .drift())
                    .isZero();
        }
    }

    @Test
    void at_an_interval_each_read_model_is_looked_at() {
        BlockingQueue<Reconciliation> results = new LinkedBlockingQueue<>();
        try (Readside readside = Readside.inMemory()
                .project(BALANCES)
                .project(Bank.balances("others"))
                .reconcileEvery(Duration.ofSeconds(1))
                .onReconciled(new ReconcileListener() {
                    @Override
                    public void reconciled(Reconciliation found) {
                        results.add(found);
                    }
                })
                .start()) {
            appendTo(readside);

            assertThat(List.of(
                            next(results).generation().projection(),
                            next(results).generation().projection()))
                    .containsExactlyInAnyOrder("balances", "others");
        }
    }

    /** A query of the user's own needs a store that speaks SQL. */
    @Test
    void a_check_that_cannot_be_run_is_told_as_such() throws Exception {
        try (Readside readside = Readside.inMemory()
                .project(BALANCES)
                .check("no debts", BALANCES, "select account from {table} where cents < 0")
                .start()) {
            appendTo(readside);

            Report report = readside.operations()
                    .ask("balances", new Act.Reconcile(new Scope.Whole(), false), "ann", LONG)
                    .orElseThrow();

            assertThat(report.message()).contains("no drift", "check 'no debts' could not be run");
            assertThat(report.details().orElseThrow()).contains("\"clean\":false");
        }
    }

    @Test
    void what_makes_no_sense_is_refused_at_the_start() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Readside.inMemory()
                        .project(Bank.balances("others"))
                        .check("no debts", BALANCES, "select")
                        .start())
                .withMessageContainingAll("no debts", "balances");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Readside.inMemory().reconcileEvery(Duration.ofMillis(999)))
                .withMessageContaining("PT0.999S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Readside.inMemory().driftShown(0));
    }
}
