package io.readside.cli;

import io.readside.Operations;
import io.readside.event.Json;
import io.readside.postgres.PostgresReadStore;
import io.readside.readstore.Intent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has the process that feeds a projection do something, and says what came of it. */
abstract class Acting {

    final Io io;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The projection.")
    String name = "";

    Acting(Io io) {
        this.io = io;
    }

    /** What is wanted, one after the other, once the store has been looked at. */
    interface Wanted {
        List<? extends Intent.Act> acts(Operations operations);
    }

    int carryOut(Intent.Act act) throws InterruptedException {
        return carryOut(operations -> List.of(act));
    }

    int carryOut(Wanted wanted) throws InterruptedException {
        try (Database database = common.readStore(io);
                PostgresReadStore store = PostgresReadStore.of(database.dataSource())) {
            Operations operations = new Operations(store);
            List<String> refused = new ArrayList<>();
            int code = ExitCode.GOOD.code();
            for (Intent.Act act : wanted.acts(operations)) {
                Intent.Report came = ask(operations, act);
                if (came.done()) {
                    code = show(came).code();
                } else {
                    refused.add(came.message());
                }
            }
            if (!refused.isEmpty()) {
                throw refused(operations, new Intent.Report(false, String.join(" ", refused)));
            }
            return code;
        }
    }

    /** Asks and waits in its own way. */
    abstract Intent.Report ask(Operations operations, Intent.Act act) throws InterruptedException;

    abstract Trouble refused(Operations operations, Intent.Report report);

    ExitCode show(Intent.Report came) {
        try (Results results = new Results(io.out())) {
            results.line(common.json() ? json(came) : name + ": " + came.message());
        }
        return ExitCode.GOOD;
    }

    private String json(Intent.Report came) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("projection_name", name);
        members.put("done", true);
        members.put("message", came.message());
        return Json.write(members);
    }

    /** For the record. */
    static String by() {
        return System.getProperty("user.name", "unknown") + ", command line";
    }
}
