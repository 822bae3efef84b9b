package io.readside.rebuild;

import io.readside.event.Json;
import io.readside.projection.Key;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intent.Scope;
import io.readside.readstore.Reconciled;
import io.readside.rebuild.Repair.Repaired;
import io.readside.rebuild.Reprojection.Reprojected;
import io.readside.reconcile.Details;
import io.readside.reconcile.Explainer;
import io.readside.reconcile.Explanation;
import io.readside.reconcile.ReconcileListener;
import io.readside.reconcile.Reconciler;
import io.readside.reconcile.Reconciliation;
import io.readside.reconcile.Words;
import io.readside.reconcile.Workbench;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what an operator wants to know of rows, and has wrong ones projected anew; words for people, details for machines. */
final class ReconcileActs {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcileActs.class);

    private final Workbench bench;
    private final ReconcileListener listener;
    private final Repair repair;
    private final Reprojection reprojection;

    ReconcileActs(Workbench bench, Adoptions adoptions, ReconcileListener listener) {
        this.bench = bench;
        this.listener = listener;
        this.repair = new Repair(bench, adoptions);
        this.reprojection = new Reprojection(bench, adoptions);
    }

    static boolean knows(Act act) {
        return act instanceof Act.Reconcile || act instanceof Act.Reproject || act instanceof Act.Why;
    }

    Report act(Intent intent) throws InterruptedException {
        if (intent.act() instanceof Act.Why why) {
            return why(why.key());
        }
        if (intent.act() instanceof Act.Reproject reproject) {
            return reproject(reproject);
        }
        Act.Reconcile reconcile = (Act.Reconcile) intent.act();
        return reconcile.repair() ? repair(reconcile.scope()) : reconcile(reconcile.scope());
    }

    private Report reconcile(Scope scope) throws InterruptedException {
        Reconciliation found = look(scope, () -> true).orElseThrow();
        String way = found.drift() > 0 && bench.projection().knowsKeys()
                ? " Repair: ./readside reconcile " + bench.projection().name() + " --repair"
                : "";
        return new Report(true, Words.found(found) + way, Optional.of(Json.write(Details.of(found))));
    }

    /**
     * Only looks.
     *
     * @return empty if it was not to go on
     */
    Optional<Reconciliation> look(Scope scope, BooleanSupplier goOn) throws InterruptedException {
        try (Reconciler reconciler = Reconciler.begin(bench, scope)) {
            Optional<Reconciliation> found = reconciler.look(Reconciler.Consequence.NONE, goOn);
            found.ifPresent(result -> {
                note(result, Details.of(result));
                listener.reconciled(result);
            });
            return found;
        }
    }

    private Report repair(Scope scope) throws InterruptedException {
        Repaired repaired = repair.repair(scope);
        Reconciliation after = repaired.after();
        Map<String, @Nullable Object> details = Details.of(repaired.found());
        details.put("found", repaired.found().findings());
        details.put("repaired", repaired.replaced());
        details.put("drift", after.findings());
        details.put("drift_keys", after.drift());
        details.put("clean", after.isClean());
        details.put("left", Details.of(after).get("keys"));
        note(after, details);
        listener.reconciled(after);
        String message = Words.found(repaired.found());
        return new Report(
                true,
                repaired.found().drift() == 0
                        ? message + " There was nothing to repair."
                        : message + " " + keys(repaired.replaced()) + " projected anew. Second look: "
                                + Words.found(after),
                Optional.of(Json.write(details)));
    }

    /** That it cannot be noted does not make it undone. */
    private void note(Reconciliation found, Map<String, @Nullable Object> details) {
        try {
            bench.store()
                    .reconciliations()
                    .note(new Reconciled(
                            found.generation(),
                            Words.scope(found.scope()),
                            found.position(),
                            found.finished(),
                            found.took(),
                            found.rows(),
                            found.findings(),
                            Json.write(details)));
        } catch (RuntimeException e) {
            LOG.info("What the reconcile of {} came to was not noted: {}", found.generation(), e.getMessage());
        }
    }

    private Report reproject(Act.Reproject reproject) throws InterruptedException {
        Reprojected done = reprojection.reproject(reproject.keys());
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("position", done.at().value());
        details.put("replaced", names(done.replaced()));
        details.put("freed", names(done.freed()));
        details.put("parked", names(done.parked()));
        details.put("rowless", names(done.rowless()));
        String freed = done.freed().isEmpty() ? "" : "; no longer parked: " + names(done.freed());
        String rowless = done.rowless().isEmpty() ? "" : "; no event leads to a row of " + names(done.rowless());
        String parked = done.parked().isEmpty()
                ? ""
                : "; left as they are, since they are parked together with others: " + names(done.parked())
                        + ". Retry these: ./readside retry "
                        + bench.projection().name() + " --all";
        return new Report(
                done.parked().isEmpty(),
                keys(done.replaced().size()) + " projected anew at position " + done.at() + rowless + freed + parked
                        + ".",
                Optional.of(Json.write(details)));
    }

    private Report why(String name) throws InterruptedException {
        Explanation why = new Explainer(bench).explain(name);
        if (why.isUnknown()) {
            return new Report(
                    false,
                    "Neither the read model nor the log knows a key " + why.key() + " of '"
                            + bench.projection().name() + "', up to position " + why.at() + ".");
        }
        return new Report(true, Words.explained(why), Optional.of(Json.write(Details.of(why))));
    }

    private static String keys(long count) {
        return count == 1 ? "1 key was" : count + " keys were";
    }

    private static Set<String> names(Set<Key> keys) {
        return keys.stream().map(Key::toString).collect(Collectors.toCollection(TreeSet::new));
    }
}
