package io.readside.cli;

import io.readside.monitor.Monitor;
import io.readside.monitor.ProjectionStatus;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import java.time.Duration;
import java.util.List;
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

    List<ProjectionStatus> look(CommonOptions common, Io io) {
        try (Databases databases = common.both(io);
                PostgresLog log = PostgresLog.of(databases.log().dataSource());
                PostgresReadStore store =
                        PostgresReadStore.of(databases.readStore().dataSource())) {
            List<ProjectionStatus> all = new Monitor(log, store).status();
            if (all.isEmpty()) {
                io.err()
                        .println("No projection has been started on "
                                + databases.readStore().url() + " yet.");
            }
            return all;
        }
    }

    ExitCode exitCode(List<ProjectionStatus> all) {
        return all.stream().anyMatch(status -> status.needsAttention(maxLag))
                ? ExitCode.FOUND_SOMETHING
                : ExitCode.GOOD;
    }
}
