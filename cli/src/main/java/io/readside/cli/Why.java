package io.readside.cli;

import io.readside.event.Json;
import io.readside.readstore.Intent;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code readside why}. */
@Command(
        name = "why",
        description = {
            "Shows the row of a key beside what its events come to, and these events.",
            "Exit code 3 if the two differ, 1 if the log knows nothing of the key."
        })
final class Why extends LongAct {

    @Parameters(
            index = "1",
            paramLabel = "KEY",
            description = "Plain text, or a JSON array if the key has several parts.")
    private String key = "";

    Why(Io io) {
        super(io, "recomputing");
    }

    @Override
    int act() throws InterruptedException {
        return carryOut(new Intent.Act.Why(key));
    }

    @Override
    ExitCode show(Intent.Report came) {
        Map<String, Object> details = came.details().map(Json::readObject).orElse(Map.of());
        try (Results results = new Results(io.out())) {
            if (common.json()) {
                results.line(Json.write(details));
            } else {
                results.line(name + ": " + came.message());
                new ReconcileText(details).explained().forEach(results::line);
            }
        }
        return Boolean.FALSE.equals(details.get("equal")) ? ExitCode.FOUND_SOMETHING : ExitCode.GOOD;
    }
}
