package io.readside.cli;

import io.readside.monitor.LagRecord;
import io.readside.monitor.ProjectionStatus;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code readside lag}. */
@Command(
        name = "lag",
        description = {
            "Shows how far each projection is behind the log: the events, and the age of the oldest of them.",
            "Exit code 3 as for 'readside status'."
        })
final class Lag implements Callable<Integer> {

    private final Io io;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private Attention attention = new Attention();

    Lag(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        List<ProjectionStatus> all = attention.look(common, io).projections();
        try (Results results = new Results(io.out())) {
            if (common.json()) {
                Instant now = Instant.now();
                all.forEach(status -> results.line(LagRecord.of(status, now).toJson()));
            } else {
                table(all).lines().forEach(results::line);
            }
        }
        return attention.exitCode(all).code();
    }

    private static Table table(List<ProjectionStatus> all) {
        Table table = new Table("projection", "behind", "age");
        for (ProjectionStatus status : all) {
            table.row(
                    status.name(),
                    (status.lag().estimated() ? "~" : "") + status.lag().events(),
                    Durations.text(status.lag().age()));
        }
        return table;
    }
}
