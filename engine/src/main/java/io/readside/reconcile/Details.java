package io.readside.reconcile;

import io.readside.readstore.Difference;
import io.readside.readstore.ParkedEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was found, for machines: maps and lists that become JSON. Holds values of rows, so it is for those who ask and no log. */
public final class Details {

    private Details() {}

    /** Of a reconcile. */
    public static Map<String, @Nullable Object> of(Reconciliation found) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("projection", found.generation().projection());
        members.put("generation", found.generation().number());
        members.put("scope", Words.scope(found.scope()));
        members.put("position", found.position().value());
        members.put("rows", found.rows());
        members.put("recomputed", found.recomputed());
        members.put("drift", found.findings());
        members.put("drift_keys", found.drift());
        members.put("clean", found.isClean());
        members.put("parked", found.parked());
        members.put("seconds", found.took().toMillis() / 1000.0);
        found.confidence().ifPresent(sample -> members.put("confidence", confidence(sample)));
        members.put("failing", found.failing().stream().map(Details::failing).toList());
        members.put("checks", found.checks().stream().map(Details::checked).toList());
        members.put("keys", found.keys().stream().map(Details::drift).toList());
        return members;
    }

    private static Map<String, Object> confidence(Confidence sample) {
        return Map.of("sample", sample.keys(), "95", sample.share(0.95), "99", sample.share(0.99));
    }

    private static Map<String, Object> failing(Reconciliation.Failing failing) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("key", failing.key());
        members.put("event", failing.event());
        members.put("reason", failing.reason());
        return members;
    }

    private static Map<String, Object> checked(Checked checked) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", checked.check());
        members.put("rows", checked.rows());
        checked.failure().ifPresent(failure -> members.put("failure", failure));
        return members;
    }

    private static Map<String, Object> drift(Drift drift) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("key", drift.key().toString());
        members.put("kind", Words.word(drift.kind()));
        members.put(
                "cells",
                drift.cells().stream()
                        .map(cell -> cell(cell.column(), cell.readModel(), cell.recomputed()))
                        .toList());
        drift.events().ifPresent(history -> putEvents(members, history));
        return members;
    }

    private static Map<String, @Nullable Object> cell(
            String column, @Nullable String readModel, @Nullable String recomputed) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("column", column);
        members.put("read_model", readModel);
        members.put("recomputed", recomputed);
        return members;
    }

    private static void putEvents(Map<String, ? super Object> members, History history) {
        members.put("event_count", history.count());
        members.put("events", history.last().stream().map(Details::event).toList());
    }

    private static Map<String, Object> event(History.Entry event) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("position", event.position().value());
        members.put("type", event.type().name());
        members.put("type_version", event.type().version());
        members.put("stream", event.stream().value());
        members.put("stream_version", event.version().value());
        members.put("id", event.id().toString());
        members.put("recorded_at", event.recordedAt().toString());
        return members;
    }

    /** Of the question why a row is what it is. */
    public static Map<String, @Nullable Object> of(Explanation why) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("key", why.key().toString());
        members.put("position", why.at().value());
        members.put("equal", why.difference().isEmpty());
        members.put("row", why.row().orElse(null));
        members.put("recomputed", why.recomputed().orElse(null));
        members.put(
                "cells",
                why.difference().map(Difference::cells).orElse(List.of()).stream()
                        .map(cell -> cell(cell.column(), cell.left(), cell.right()))
                        .toList());
        putParked(members, "parked", why.parked());
        putParked(members, "failing", why.failing());
        members.put("others", why.others().stream().map(Object::toString).toList());
        putEvents(members, why.events());
        return members;
    }

    private static void putParked(Map<String, ? super Object> members, String name, Optional<ParkedEvent> event) {
        event.ifPresent(parked -> members.put(
                name,
                Map.of(
                        "position",
                        parked.position().value(),
                        "event",
                        parked.event(),
                        "reason",
                        parked.reason().orElse(""))));
    }
}
