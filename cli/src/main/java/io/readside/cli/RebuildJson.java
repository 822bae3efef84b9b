package io.readside.cli;

import io.readside.monitor.RebuildStatus;
import io.readside.readstore.Compared;
import io.readside.readstore.Difference;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.Lease;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A rebuild, for machines. */
final class RebuildJson {

    private RebuildJson() {}

    /** As it is being built. */
    static Map<String, Object> members(RebuildStatus status) {
        Map<String, Object> members = members(status.rebuild());
        members.put(
                "position", status.green().generation().checkpoint().position().value());
        members.put("eventsLeft", status.left().events());
        if (status.left().estimated()) {
            members.put("estimated", true);
        }
        status.pace().ifPresent(pace -> {
            members.put("eventsPerSecond", Math.round(pace.perSecond()));
            members.put("pace", word(pace.source()));
        });
        status.timeLeft().ifPresent(left -> members.put("etaSeconds", left.toMillis() / 1000.0));
        members.put("parkedKeys", status.green().generation().parkedKeys());
        status.green().lease().filter(Lease::isHeld).ifPresent(lease -> members.put("worker", lease.owner()));
        if (status.rebuild().state() == State.SWAPPED) {
            members.put("canRollBack", status.canRollBack());
            members.put("blueEventsBehind", status.behind().events());
            members.put("blueSecondsBehind", status.behind().age().toMillis() / 1000.0);
        }
        return members;
    }

    /** As it is written down. */
    static Map<String, Object> members(Rebuild rebuild) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", rebuild.id());
        members.put("state", word(rebuild.state()));
        members.put("blue", rebuild.blue().number());
        members.put("green", rebuild.green().number());
        members.put("version", rebuild.version());
        members.put("by", rebuild.by());
        rebuild.pausedBy().ifPresent(by -> members.put("pausedBy", by));
        members.put("since", rebuild.since().toString());
        rebuild.took().ifPresent(took -> members.put("tookSeconds", took.toMillis() / 1000.0));
        members.put("note", rebuild.note());
        if (rebuild.newTimeline()) {
            members.put("newTimeline", true);
        }
        rebuild.compared().ifPresent(compared -> members.put("compared", compared(compared)));
        return members;
    }

    private static Map<String, Object> compared(Compared compared) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("position", compared.at().value());
        members.put("time", compared.when().toString());
        members.put("blueRows", compared.leftRows());
        members.put("greenRows", compared.rightRows());
        members.put("unexpected", compared.unexpected());
        members.put("expected", compared.expected());
        members.put(
                "keys",
                Stream.concat(keys(compared.surprises(), false), keys(compared.asDeclared(), true))
                        .toList());
        return members;
    }

    private static Stream<Map<String, Object>> keys(List<Difference> differences, boolean declared) {
        return differences.stream().map(difference -> {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("key", DifferenceTable.key(difference.key()));
            members.put("kind", kind(difference.kind()));
            members.put("declared", declared);
            members.put(
                    "cells", difference.cells().stream().map(RebuildJson::cell).toList());
            return members;
        });
    }

    private static Map<String, Object> cell(Cell cell) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("column", cell.column());
        members.put("blue", cell.left());
        members.put("green", cell.right());
        return members;
    }

    private static String kind(Difference.Kind kind) {
        return switch (kind) {
            case VALUES -> "values";
            case ONLY_LEFT -> "only_blue";
            case ONLY_RIGHT -> "only_green";
        };
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
