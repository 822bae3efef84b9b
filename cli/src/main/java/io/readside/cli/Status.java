package io.readside.cli;

import io.readside.event.Json;
import io.readside.monitor.LagRecord;
import io.readside.monitor.ProjectionStatus;
import io.readside.monitor.RebuildStatus;
import io.readside.readstore.Generation;
import io.readside.readstore.Lease;
import io.readside.readstore.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code readside status}. */
@Command(
        name = "status",
        description = {
            "Shows each projection: what it runs on, how far it has got, what is in its way.",
            "With a NAME also what the last comparison of its rebuild found, key by key.",
            "",
            "Exit code 3 if one is stopped, has parked keys or is older than --max-lag, if its rebuild differs or is stuck, or"
                    + " if its views were changed by hand, or if the last reconcile found drift."
        })
final class Status implements Callable<Integer> {

    private final Io io;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private Attention attention = new Attention();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "One projection. Default: all.")
    private @Nullable String name;

    Status(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        Attention.Found found = attention.look(common, io);
        List<ProjectionStatus> shown = chosen(found.projections());
        try (Results results = new Results(io.out())) {
            if (common.json()) {
                shown.forEach(status -> results.line(json(status, found)));
            } else {
                lines(shown).forEach(results::line);
                shown.forEach(status -> obstacles(status, found).forEach(results::line));
                found.stall().ifPresent(stall -> results.line(stall.message()));
            }
        }
        return attention.exitCode(shown).code();
    }

    private List<ProjectionStatus> chosen(List<ProjectionStatus> all) {
        List<ProjectionStatus> chosen = all.stream()
                .filter(status -> name == null || status.name().equals(name))
                .toList();
        if (chosen.isEmpty() && name != null) {
            throw new Trouble("There is no projection '" + name + "'.", "'./readside status' lists them.");
        }
        return chosen;
    }

    /** Each projection with its rebuild below. */
    private List<String> lines(List<ProjectionStatus> shown) {
        List<String> table = table(shown).lines();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            lines.add(table.get(i));
            if (i > 0) {
                shown.get(i - 1)
                        .rebuild()
                        .ifPresent(rebuild -> rebuild(rebuild).forEach(line -> lines.add("  " + line)));
            }
        }
        return lines;
    }

    private List<String> rebuild(RebuildStatus status) {
        List<String> lines = new ArrayList<>(RebuildText.lines(status));
        if (name != null) {
            status.rebuild().compared().map(RebuildText::differences).ifPresent(lines::addAll);
        }
        return lines;
    }

    private static Table table(List<ProjectionStatus> all) {
        Table table = new Table(
                "projection",
                "state",
                "generation",
                "version",
                "level",
                "checkpoint",
                "head",
                "behind",
                "age",
                "parked",
                "worker");
        for (ProjectionStatus status : all) {
            Generation generation = status.generation();
            table.row(
                    status.name(),
                    status.state(),
                    String.valueOf(generation.id().number()),
                    String.valueOf(generation.version()),
                    generation.level(),
                    generation.checkpoint().toString(),
                    status.lag().head().toString(),
                    (status.lag().estimated() ? "~" : "") + status.lag().events(),
                    Durations.text(status.lag().age()),
                    String.valueOf(generation.parkedKeys()),
                    status.overview()
                            .lease()
                            .filter(Lease::isHeld)
                            .map(Lease::owner)
                            .orElse("none"));
        }
        return table;
    }

    /** What is in the way of a projection, a line for each. */
    private static List<String> obstacles(ProjectionStatus status, Attention.Found found) {
        List<String> lines = new ArrayList<>();
        RunState state = status.generation().state();
        if (state instanceof RunState.Stopped stopped) {
            lines.add(status.name() + " stopped at position " + stopped.at() + " (" + stopped.event() + ", since "
                    + stopped.since() + "): " + stopped.reason());
        } else if (state instanceof RunState.Paused paused) {
            lines.add(status.name() + " is paused by " + paused.by() + " since " + paused.since()
                    + ". To go on: ./readside resume " + status.name());
        } else if (state instanceof RunState.Regressed regressed) {
            lines.add(status.name() + " has stopped since " + regressed.since() + ": " + regressed.reason());
        }
        status.overview()
                .rebuild()
                .ifPresent(rebuild -> lines.add(status.name() + " must be built again, it lacks position "
                        + rebuild.at() + ": " + rebuild.reason() + ". Mend: ./readside reconcile " + status.name()
                        + " --repair, then ./readside rebuild " + status.name() + " --swap"));
        if (!status.generation().shown()) {
            lines.add("The view " + status.name() + " does not show "
                    + status.generation().id()
                    + ", the active generation: somebody has changed views by hand, past the fences. Reads with a token wait"
                    + " until that is undone"
                    + remedy(status, found).map(sql -> ": " + sql).orElse("."));
        }
        status.drift()
                .ifPresent(drift -> lines.add(status.name() + " was not what the log says when it was reconciled ("
                        + drift.scope() + ") at " + drift.finished() + ": " + drift.drift()
                        + (drift.drift() == 1 ? " finding" : " findings") + ". Look again: ./readside reconcile "
                        + status.name()));
        if (status.overview().parkedEvents() > 0) {
            lines.add(status.name() + " has " + status.generation().parkedKeys() + " parked keys with "
                    + status.overview().parkedEvents() + " events, the oldest for "
                    + Durations.text(status.overview().parkedAge()) + ". See: ./readside parked " + status.name());
        }
        status.overview().refresh().ifPresent(refresh -> lines.add(ViewText.line(status.name(), refresh)));
        return lines;
    }

    private static Optional<String> remedy(ProjectionStatus status, Attention.Found found) {
        return found.remedies().getOrDefault(status.name(), Optional.empty());
    }

    private static String json(ProjectionStatus status, Attention.Found found) {
        Generation generation = status.generation();
        Map<String, Object> members = LagRecord.of(status, Instant.now()).members();
        members.put("state", status.state());
        members.put("generation", generation.id().number());
        members.put("version", generation.version());
        members.put("level", generation.level());
        members.put("checkpoint", generation.checkpoint().position().value());
        members.put("head", status.lag().head().value());
        status.overview().refresh().map(ViewText::members).ifPresent(members::putAll);
        members.put("parkedKeys", generation.parkedKeys());
        members.put("parkedEvents", status.overview().parkedEvents());
        members.put("parkedSeconds", status.overview().parkedAge().toMillis() / 1000.0);
        status.overview().lease().filter(Lease::isHeld).ifPresent(lease -> members.put("worker", lease.owner()));
        status.overview().rebuild().ifPresent(due -> members.put("rebuildDue", due.reason()));
        status.drift().ifPresent(drift -> {
            members.put("drift", drift.drift());
            members.put("driftFound", drift.finished().toString());
        });
        status.rebuild().ifPresent(rebuild -> members.put("rebuild", RebuildJson.members(rebuild)));
        if (!generation.shown()) {
            members.put("shown", false);
            remedy(status, found).ifPresent(sql -> members.put("remedy", sql));
        }
        state(generation.state(), members);
        return Json.write(members);
    }

    private static void state(RunState state, Map<String, Object> members) {
        if (state instanceof RunState.Stopped stopped) {
            members.put("stoppedAt", stopped.at().value());
            members.put("event", stopped.event());
            members.put("reason", stopped.reason());
            members.put("since", stopped.since().toString());
        } else if (state instanceof RunState.Paused paused) {
            members.put("by", paused.by());
            members.put("since", paused.since().toString());
        } else if (state instanceof RunState.Regressed regressed) {
            members.put("reason", regressed.reason());
            members.put("since", regressed.since().toString());
        }
    }
}
