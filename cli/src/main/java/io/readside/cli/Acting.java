package io.readside.cli;

import io.readside.Operations;
import io.readside.event.Json;
import io.readside.postgres.PostgresReadStore;
import io.readside.readstore.Intent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has the process that feeds a projection do something, and says what came of it. */
abstract class Acting {

    final Io io;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The projection.")
    String name = "";

    @Option(
            names = "--within",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = Durations.class,
            description = "Longest to wait for the worker's report. Default: ${DEFAULT-VALUE}.")
    private Duration within = Duration.ofSeconds(30);

    Acting(Io io) {
        this.io = io;
    }

    /** What is wanted, once the store has been looked at. */
    interface Wanted {
        Intent.Act act(Operations operations);
    }

    int carryOut(Wanted wanted) throws InterruptedException {
        try (Database database = common.readStore(io);
                PostgresReadStore store = PostgresReadStore.of(database.dataSource())) {
            Operations operations = new Operations(store);
            Intent.Act act = wanted.act(operations);
            String by = System.getProperty("user.name", "unknown") + ", command line";
            return show(operations.ask(name, act, by, within)).code();
        }
    }

    private ExitCode show(Optional<Intent.Report> report) {
        Intent.Report came = report.orElseThrow(() -> new Trouble(
                "The worker of '" + name + "' has not reported within " + Durations.text(within) + ".",
                "What was asked stays to be done; see './readside status'."));
        if (!came.done()) {
            throw new Trouble(came.message(), "See './readside parked " + name + "'.");
        }
        try (Results results = new Results(io.out())) {
            if (common.json()) {
                Map<String, Object> members = new LinkedHashMap<>();
                members.put("projection_name", name);
                members.put("done", true);
                members.put("message", came.message());
                results.line(Json.write(members));
            } else {
                results.line(name + ": " + came.message());
            }
        }
        return ExitCode.GOOD;
    }
}
