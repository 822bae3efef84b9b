package io.readside.rebuild;

import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.StoreProxy;
import io.readside.event.Json;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intent.Scope;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reconciled;
import io.readside.readstore.Recovery;
import io.readside.reconcile.Workbench;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What operators ask of rows. */
class ReconcileWorkerTest extends ReconcileWorkerScene {

    @Test
    void a_reconcile_tells_keys_and_columns_in_words_and_values_in_its_details() {
        tenAccountsOneWrong();
        startReconciler(bench(), null);

        Report report = ask(reconcileWhole(false));

        assertThat(report.done()).isTrue();
        assertThat(report.message())
                .contains("balances__g1 (whole) at position 20: 10 rows, recomputed 10")
                .contains("DRIFT: 1 key is not what the events lead to, key 3 in cents")
                .contains("Repair: ./readside reconcile balances --repair")
                .doesNotContainPattern(
                        "(?<![.\\d])17(?!\\d)"); // the wrong value; the time it took may have these digits
        Map<String, Object> details = details(report);
        assertThat(details)
                .containsEntry("projection", "balances")
                .containsEntry("scope", "whole")
                .containsEntry("position", 20)
                .containsEntry("rows", 10)
                .containsEntry("recomputed", 10)
                .containsEntry("drift", 1)
                .containsEntry("parked", 0)
                .containsEntry("clean", false)
                .containsKey("seconds")
                .doesNotContainKey("confidence");
        assertThat(Json.write(details.get("keys")))
                .startsWith("[{\"key\":\"3\",\"kind\":\"wrong\",\"cells\":[{\"column\":\"cents\",\"read_model\":\"17\","
                        + "\"recomputed\":\"10\"}],\"event_count\":2,\"events\":[{\"position\":7,\"type\":\"Opened\"")
                .contains("\"stream\":\"account-3\",\"stream_version\":1,\"id\":\"")
                .contains("\"recorded_at\":\"" + Bank.NOW + "\"");
        assertThat(row("3")).as("is only looked at").contains(new Balance("3", "ann", 17));
        assertThat(next(results).drift()).isEqualTo(1);
    }

    @Test
    void a_repair_tells_what_it_found_and_what_is_left() {
        tenAccountsOneWrong();
        startReconciler(bench(), null);

        Report report = ask(reconcileWhole(true));
        Report again = ask(reconcileWhole(true));

        assertThat(report.done()).isTrue();
        assertThat(report.message()).contains("DRIFT: 1 key", "1 key was projected anew", "Second look:", "no drift");
        assertThat(details(report))
                .containsEntry("found", 1)
                .containsEntry("repaired", 1)
                .containsEntry("drift", 0)
                .containsEntry("clean", true)
                .containsEntry("left", List.of());
        assertThat(row("3")).contains(new Balance("3", "ann", 10));
        assertThat(again.message()).contains("There was nothing to repair");
    }

    @Test
    void a_repair_that_breaks_off_tells_how_many_keys_it_had_projected_anew() {
        append(accounts(2_001));
        start();
        for (int i = 0; i < 2_001; i++) {
            lose("" + i);
        }
        long epoch = live().epoch();
        Workbench bench = bench();
        LongSupplier brokenAfterOneAct = () -> {
            if (live().epoch() > epoch) {
                throw new IllegalStateException("on purpose");
            }
            return System.nanoTime();
        };
        startReconciler(
                new Workbench(projection, log, store, bench.settings(), List.of(), 10, Bank.CLOCK, brokenAfterOneAct),
                null);

        Report report = ask(reconcileWhole(true));

        assertThat(report)
                .isEqualTo(new Report(
                        false,
                        "It failed after 2000 of the wrong keys had been projected anew; these stay so. Ask again for"
                                + " the rest. IllegalStateException: on purpose"));
    }

    @Test
    void keys_that_are_freed_one_by_one_are_counted_when_it_breaks_off() {
        append(accounts(10));
        start();
        lose("2");
        lose("3");
        append(new Deposited("2", 1), new Deposited("3", 1));
        AtomicInteger freed = new AtomicInteger();
        ReadStore freesOne = new StoreProxy(store) {
            @Override
            public Applier applier(Projection<?> projection, GenerationId generation) {
                return new ApplierProxy(super.applier(projection, generation)) {
                    @Override
                    public void recover(Recovery recovery) {
                        if (freed.incrementAndGet() > 1) {
                            throw new IllegalStateException("on purpose");
                        }
                        super.recover(recovery);
                    }
                };
            }
        };
        startReconciler(
                new Workbench(
                        projection, log, freesOne, bench().settings(), List.of(), 10, Bank.CLOCK, System::nanoTime),
                null);

        Report report = ask(new Act.Reproject(List.of("1", "2", "3")));

        assertThat(report)
                .isEqualTo(new Report(
                        false,
                        "It failed after 2 of the 3 keys had been projected anew; these stay so. Ask again for the"
                                + " rest. IllegalStateException: on purpose"));
        assertThat(live().parkedKeys()).isEqualTo(1);
    }

    @Test
    void a_sample_says_in_words_what_it_is_worth() {
        append(accounts(100));
        start();
        startReconciler(bench(), null);

        Report report = ask(new Act.Reconcile(new Scope.Sample(60, 3), false));

        assertThat(report.message())
                .contains(
                        "(a sample of 60 keys, seed 3)",
                        "if 4.87 % or more of the keys were wrong, this sample of 60 would have found one with 95 % confidence"
                                + " (7.39 % with 99 %)",
                        "A key that has lost its row is in no sample");
        assertThat(Json.write(details(report).get("confidence"))).contains("\"sample\":60");
    }

    @Test
    void what_came_of_the_last_one_can_be_read_later() {
        tenAccountsOneWrong();
        startReconciler(bench(), null);

        Optional<Reconciled> before = store.reconciliations().last("balances");
        ask(reconcileWhole(false));
        Reconciled found = store.reconciliations().last("balances").orElseThrow();
        ask(reconcileWhole(true));
        Reconciled repaired = store.reconciliations().last("balances").orElseThrow();

        assertThat(before).isEmpty();
        assertThat(found.generation()).isEqualTo(live().id());
        assertThat(found.scope()).isEqualTo("whole");
        assertThat(found.position()).isEqualTo(log.head());
        assertThat(found.rows()).isEqualTo(10);
        assertThat(found.drift()).isEqualTo(1);
        assertThat(found.finished()).isEqualTo(Bank.NOW);
        assertThat(found.details()).contains("\"read_model\":\"17\"");
        assertThat(repaired.drift()).isZero();
    }

    @Test
    void keys_are_projected_anew_when_they_are_named() {
        tenAccountsOneWrong();
        startReconciler(bench(), null);

        Report report = ask(new Act.Reproject(List.of("3", "4")));

        assertThat(report).isEqualTo(new Report(true, "2 keys were projected anew at position 20.", report.details()));
        assertThat(details(report)).containsEntry("replaced", List.of("3", "4"));
        assertThat(row("3")).contains(new Balance("3", "ann", 10));
    }

    @Test
    void why_shows_the_row_beside_what_its_events_lead_to() {
        tenAccountsOneWrong();
        startReconciler(bench(), null);

        Report report = ask(new Act.Why("3"));

        assertThat(report.done()).isTrue();
        assertThat(report.message()).contains("Key 3", "differs in cents").doesNotContainPattern("\\b17\\b");
        assertThat(details(report))
                .containsEntry("key", "3")
                .containsEntry("row", Map.of("account", "3", "owner", "ann", "cents", "17"))
                .containsEntry("recomputed", Map.of("account", "3", "owner", "ann", "cents", "10"))
                .containsEntry("equal", false)
                .containsEntry("event_count", 2);
    }

    @Test
    void what_cannot_be_done_is_refused_in_words() {
        tenAccountsOneWrong();
        startReconciler(bench(), null);

        Report unknown = ask(new Act.Why("nobody's"));
        Report noKey = ask(new Act.Why("[1,2]"));
        Report noRange = ask(new Act.Reconcile(new Scope.Range(Optional.of("[1,2]"), Optional.empty()), false));

        assertThat(unknown)
                .isEqualTo(new Report(
                        false,
                        "Neither the read model nor the log knows a key nobody's of 'balances', up to position 20."));
        assertThat(noKey.done()).isFalse();
        assertThat(noKey.message()).contains("names no key (account text)");
        assertThat(noRange.done()).isFalse();
        assertThat(noRange.message()).contains("names no key");
    }

    @Test
    void acts_of_others_are_left_to_them() {
        start();
        ReconcileWorker worker = startReconciler(bench(), null);

        assertThat(worker.take(store.intents().submit("balances", new Act.Pause(), "ann")))
                .isFalse();
        assertThat(worker.take(store.intents().submit("balances", new Act.Drop(), "ann")))
                .isFalse();
    }

    @Test
    void a_repair_that_this_process_may_not_make_is_left_to_the_one_that_may() {
        tenAccountsOneWrong();
        ReconcileWorker idle = new ReconcileWorker(bench(), Optional.empty(), listener);
        idle.start();
        reconciler = idle;
        Intent repair = store.intents().submit("balances", reconcileWhole(true), "ann");

        idle.take(repair);
        ask(new Act.Why("3"));

        assertThat(store.intents().find(repair.id()).orElseThrow().report()).isEmpty();
        idle.feedsUnder(tenure());
        idle.take(repair);
        ask(new Act.Why("3"));
        assertThat(store.intents()
                        .find(repair.id())
                        .orElseThrow()
                        .report()
                        .orElseThrow()
                        .done())
                .isTrue();
        append(new Deposited("3", 1));
        assertThat(row("3")).contains(new Balance("3", "ann", 11));
    }
}
