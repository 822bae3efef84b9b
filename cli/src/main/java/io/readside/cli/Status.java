package io.readside.cli;

import io.readside.event.Json;
import io.readside.monitor.LagRecord;
import io.readside.monitor.ProjectionStatus;
import io.readside.readstore.Generation;
import io.readside.readstore.RunState;
import java.time.Instant;
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
        List<ProjectionStatus> all = attention.look(common, io);
        try (Results results = new Results(io.out())) {
            if (common.json()) {
                all.forEach(status -> results.line(json(status)));
            } else {
                table(all).lines().forEach(results::line);
                all.forEach(status -> explainStop(results, status));
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
                "parked");
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
                    String.valueOf(generation.parkedKeys()));
        }
        return table;
    }

    private static void explainStop(Results results, ProjectionStatus status) {
        if (status.generation().state() instanceof RunState.Stopped stopped) {
            results.line(status.name() + " stopped at position " + stopped.at() + " (" + stopped.event() + ", since "
                    + stopped.since() + "): " + stopped.reason());
        }
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
        if (generation.state() instanceof RunState.Stopped stopped) {
            members.put("stoppedAt", stopped.at().value());
            members.put("event", stopped.event());
            members.put("reason", stopped.reason());
            members.put("since", stopped.since().toString());
        }
        return Json.write(members);
    }
}
