package io.readside.cli;

import io.readside.event.Json;
import io.readside.postgres.PostgresLog;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code readside import}. */
@Command(
        name = "import",
        description = {
            "Appends the events of a file to the log, in the order of its lines.",
            "",
            "One JSON object a line: stream, type, id (a UUID) and data are required; version (default 1), time (when it"
                    + " happened, default: now) and metadata may be left out; others are refused. All lines are checked"
                    + " first: if one is bad, nothing is appended. Then they go in by small batches, so that projections"
                    + " follow at once.",
            "",
            "Stopped half-way, killed or cut off? Run it again: an event whose id is in the log already with the same"
                    + " stream, type, version and data is left as it is. The same holds for a line that stands twice."
        })
final class Import implements Callable<Integer> {

    private final Io io;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "NDJSON in UTF-8; '-' reads standard input.")
    private String file = "-";

    Import(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException, SQLException {
        try (Database database = common.log(io)) {
            PostgresLog.of(database.dataSource()).close(); // is it there, and safe to append to?
            try (ImportFile lines = ImportFile.open(file, io);
                    Results results = new Results(io.out())) {
                check(lines);
                try (Importer importer = new Importer(database, io)) {
                    importer.run(lines);
                    results.line(summary(importer));
                }
            }
        }
        return ExitCode.GOOD.code();
    }

    /** First pass. */
    private void check(ImportFile file) throws IOException {
        try (Check check = new Check(file, io)) {
            BadLines bad = check.run();
            if (bad.count() > 0) {
                throw refused(file, bad);
            }
        }
    }

    private Trouble refused(ImportFile file, BadLines bad) {
        List<Map<String, Object>> json = new ArrayList<>();
        bad.first().forEach((line, reason) -> {
            if (common.json()) {
                Map<String, Object> members = new LinkedHashMap<>();
                members.put("line", line);
                members.put("reason", reason);
                json.add(members);
            } else {
                io.err().println("line " + line + ": " + reason);
            }
        });
        String shown =
                bad.count() > bad.first().size() ? " (the first " + bad.first().size() + " are shown)" : "";
        String lines = bad.count() == 1 ? "1 bad line" : bad.count() + " bad lines";
        return new Trouble(
                lines + " in " + file + shown + "; nothing was appended.",
                "Correct the file and run the command again.",
                Map.of("lines", json));
    }

    private String summary(Importer done) {
        if (common.json()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("appended", done.appended());
            members.put("alreadyThere", done.alreadyThere());
            members.put("total", done.appended() + done.alreadyThere());
            return Json.write(members);
        }
        return "appended " + done.appended() + ", already there " + done.alreadyThere() + ", total "
                + (done.appended() + done.alreadyThere());
    }
}
