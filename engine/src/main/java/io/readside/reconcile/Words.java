package io.readside.reconcile;

import io.readside.readstore.Difference;
import io.readside.readstore.Intent.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What was found, for people. Names keys and columns and shows no value of a row, so that it may stand in a log. */
public final class Words {

    private static final int NAMED = 3;

    private Words() {}

    /** How much was looked at. */
    public static String scope(Scope scope) {
        if (scope instanceof Scope.Range range) {
            return "keys"
                    + range.from().map(from -> " from '" + from + "'").orElse("")
                    + range.to().map(to -> " to '" + to + "'").orElse("");
        }
        return scope instanceof Scope.Sample sample
                ? "a sample of " + sample.keys() + " keys, seed " + sample.seed()
                : "whole";
    }

    /** What a reconcile came to. */
    public static String found(Reconciliation found) {
        List<String> parts = new ArrayList<>();
        parts.add(found.generation() + " (" + scope(found.scope()) + ") at position " + found.position() + ": "
                + found.rows() + " rows, recomputed " + found.recomputed());
        parts.add(drift(found));
        if (found.parked() > 0) {
            parts.add(count(found.parked(), "parked key was", "parked keys were") + " not compared");
        }
        if (!found.failing().isEmpty()) {
            Reconciliation.Failing first = found.failing().get(0);
            parts.add(count(found.failing().size(), "key", "keys")
                    + " could not be recomputed and not be compared, since an event fails that the read model has applied: key "
                    + first.key() + ", " + first.event() + ": " + first.reason());
        }
        found.checks().forEach(check -> parts.add(checked(check)));
        found.confidence().ifPresent(sample -> parts.add(confidence(sample)));
        return String.join("; ", parts) + ". Took " + found.took().toMillis() / 1000.0 + " s.";
    }

    private static String drift(Reconciliation found) {
        if (found.drift() == 0) {
            return "no drift";
        }
        return "DRIFT: " + count(found.drift(), "key is", "keys are") + " not what the events lead to, "
                + found.keys().stream().limit(NAMED).map(Words::drift).collect(Collectors.joining(", "))
                + (found.drift() > NAMED ? ", …" : "");
    }

    private static String drift(Drift drift) {
        return "key " + drift.key() + " "
                + switch (drift.kind()) {
                    case WRONG ->
                        "in " + drift.cells().stream().map(Drift.Cell::column).collect(Collectors.joining(" and "));
                    case MISSING -> "which is missing";
                    case EXTRA -> "which should not be there";
                };
    }

    static String word(Drift.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String checked(Checked check) {
        if (check.failure().isPresent()) {
            return "check '" + check.check() + "' could not be run: "
                    + check.failure().get();
        }
        return "check '" + check.check() + "' "
                + (check.rows().isEmpty()
                        ? "found nothing"
                        : "returned "
                                + (check.rows().size() == Checked.ROWS_SHOWN ? "at least " : "")
                                + count(check.rows().size(), "row", "rows"));
    }

    private static String confidence(Confidence sample) {
        return String.format(
                Locale.ROOT,
                "if %.3g %% or more of the keys were wrong, this sample of %d would have found one with 95 %% confidence (%.3g %%"
                        + " with 99 %%). A key that has lost its row is in no sample",
                100 * sample.share(0.95),
                sample.keys(),
                100 * sample.share(0.99));
    }

    /** Why a row is what it is. */
    public static String explained(Explanation why) {
        List<String> parts = new ArrayList<>();
        parts.add("Key " + why.key() + " at position " + why.at() + ": "
                + (why.row().isPresent() ? "the read model has a row" : "the read model has no row") + ", "
                + count(why.events().count(), "event leads", "events lead") + " to it");
        parts.add(why.difference()
                .map(Words::difference)
                .orElse(
                        why.recomputed().isPresent()
                                ? "recomputed it is the same"
                                : "recomputed there is none either"));
        why.parked()
                .ifPresent(parked -> parts.add("it is parked and lacks what comes from " + parked.event() + " on"
                        + parked.reason().map(reason -> ": " + reason).orElse("")));
        why.failing()
                .ifPresent(failing -> parts.add("it could be recomputed up to " + failing.event() + " only"
                        + failing.reason().map(reason -> ": " + reason).orElse("")));
        if (!why.others().isEmpty()) {
            parts.add("statements of these events touch rows of other keys too, " + why.others()
                    + " among them, which were" + " not recomputed");
        }
        return String.join("; ", parts) + ".";
    }

    private static String difference(Difference difference) {
        return switch (difference.kind()) {
            case VALUES ->
                "recomputed it differs in "
                        + difference.cells().stream()
                                .map(Difference.Cell::column)
                                .collect(Collectors.joining(" and "));
            case ONLY_LEFT -> "its events lead to no row";
            case ONLY_RIGHT -> "its events lead to one";
        };
    }

    private static String count(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
