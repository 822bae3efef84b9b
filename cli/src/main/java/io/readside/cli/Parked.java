package io.readside.cli;

import io.readside.Operations;
import io.readside.event.Json;
import io.readside.postgres.PostgresReadStore;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.ParkedKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code readside parked}. */
@Command(
        name = "parked",
        description = {
            "Shows the keys that wait for an operator: the event that could not be applied, why, and how many wait behind it.",
            "Exit code 3 if there is any."
        })
final class Parked implements Callable<Integer> {

    private final Io io;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "One projection. Default: all.")
    private @Nullable String name;

    Parked(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        List<ParkedKey> keys = look();
        try (Results results = new Results(io.out())) {
            for (ParkedKey key : keys) {
                if (common.json()) {
                    results.line(json(key));
                } else {
                    text(key).forEach(results::line);
                }
            }
        }
        return (keys.isEmpty() ? ExitCode.GOOD : ExitCode.FOUND_SOMETHING).code();
    }

    private List<ParkedKey> look() {
        try (Database database = common.readStore(io);
                PostgresReadStore store = PostgresReadStore.of(database.dataSource())) {
            return new Operations(store).parked(Optional.ofNullable(name));
        }
    }

    private static List<String> text(ParkedKey key) {
        ParkedEvent first = key.first();
        return List.of(
                key.generation() + "  key " + first.key() + "  since " + first.since() + "  events " + key.events()
                        + "  attempts " + first.attempts(),
                "    " + first.event(),
                "    " + first.reason().orElse("waits to be tried"));
    }

    private static String json(ParkedKey key) {
        ParkedEvent first = key.first();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("projection_name", key.generation().projection());
        members.put("generation", key.generation().number());
        members.put("key", first.key().toString());
        members.put("position", first.position().value());
        members.put("event", first.event());
        members.put("reason", first.reason().orElse(""));
        members.put("since", first.since().toString());
        members.put("attempts", first.attempts());
        members.put("events", key.events());
        return Json.write(members);
    }
}
