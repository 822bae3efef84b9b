package io.readside.cli;

import io.readside.eventlog.Stall;
import io.readside.monitor.Monitor;
import io.readside.monitor.ProjectionStatus;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Looks at all projections and says whether a person should, too. */
final class Attention {

    @Option(
            names = "--max-lag",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = Durations.class,
            description = "Age from which a projection needs a look, as 500ms, 10s, 5m. Default: ${DEFAULT-VALUE}.")
    private Duration maxLag = Duration.ofSeconds(10);

    /**
     * What there is to see.
     *
     * @param stall the transaction that holds every subscriber of the log back
     * @param remedies by projection: what undoes a change of its views by hand; empty: nobody knows
     */
    record Found(List<ProjectionStatus> projections, Optional<Stall> stall, Map<String, Optional<String>> remedies) {}

    Found look(CommonOptions common, Io io) {
        try (Databases databases = common.both(io);
                PostgresLog log = PostgresLog.of(databases.log().dataSource());
                PostgresReadStore store =
                        PostgresReadStore.of(databases.readStore().dataSource())) {
            Monitor monitor = new Monitor(log, store);
            List<ProjectionStatus> all = monitor.status();
            if (all.isEmpty()) {
                io.err()
                        .println("No projection has been started on "
                                + databases.readStore().url() + " yet.");
            }
            Map<String, Optional<String>> remedies = new HashMap<>();
            all.stream()
                    .filter(status -> !status.generation().shown())
                    .forEach(status -> remedies.put(
                            status.name(),
                            ChangedViews.of(databases.readStore(), status.name())
                                    .remedy()));
            return new Found(all, monitor.stall(), remedies);
        }
    }

    ExitCode exitCode(List<ProjectionStatus> all) {
        return all.stream().anyMatch(status -> status.needsAttention(maxLag))
                ? ExitCode.FOUND_SOMETHING
                : ExitCode.GOOD;
    }
}
