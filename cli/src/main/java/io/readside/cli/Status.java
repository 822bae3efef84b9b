package io.readside.cli;

import io.readside.event.Json;
import io.readside.monitor.LagRecord;
import io.readside.monitor.ProjectionStatus;
import io.readside.readstore.Generation;
import io.readside.readstore.Lease;
import io.readside.readstore.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code readside status}. */
@Command(
        name = "status",
        description = {
            "Shows each projection: what it runs on, how far it has got, what is in its way.",
            "Exit code 3 if one is stopped, has parked keys or is older than --max-lag."
        })
final class Status implements Callable<Integer> {

    private final Io io;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private Attention attention = new Attention();

    Status(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        Attention.Found found = attention.look(common, io);
        List<ProjectionStatus> all = found.projections();
        try (Results results = new Results(io.out())) {
            if (common.json()) {
                all.forEach(status -> results.line(json(status)));
            } else {
                table(all).lines().forEach(results::line);
                all.forEach(status -> obstacles(status).forEach(results::line));
                found.stall().ifPresent(stall -> results.line(stall.message()));
            }
        }
        return attention.exitCode(all).code();
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
    private static List<String> obstacles(ProjectionStatus status) {
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
                        + rebuild.at() + ": " + rebuild.reason()));
        if (status.overview().parkedEvents() > 0) {
            lines.add(status.name() + " has " + status.generation().parkedKeys() + " parked keys with "
                    + status.overview().parkedEvents() + " events, the oldest for "
                    + Durations.text(status.overview().parkedAge()) + ". See: ./readside parked " + status.name());
        }
        return lines;
    }

    private static String json(ProjectionStatus status) {
        Generation generation = status.generation();
        Map<String, Object> members = LagRecord.of(status, Instant.now()).members();
        members.put("state", status.state());
        members.put("generation", generation.id().number());
        members.put("version", generation.version());
        members.put("level", generation.level());
        members.put("checkpoint", generation.checkpoint().position().value());
        members.put("head", status.lag().head().value());
        members.put("parkedKeys", generation.parkedKeys());
        members.put("parkedEvents", status.overview().parkedEvents());
        members.put("parkedSeconds", status.overview().parkedAge().toMillis() / 1000.0);
        status.overview().lease().filter(Lease::isHeld).ifPresent(lease -> members.put("worker", lease.owner()));
        status.overview().rebuild().ifPresent(rebuild -> members.put("rebuild", rebuild.reason()));
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
