package io.readside.cli;

import io.readside.event.Json;
import io.readside.postgres.PostgresSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code readside init}. */
@Command(
        name = "init",
        description = {
            "Creates what is missing of schema readside, in both databases; changes nothing that is there.",
            "Needs a user who may create schemas. Safe to run at any time, also twice at once."
        })
final class Init implements Callable<Integer> {

    private final Io io;

    @Mixin
    private CommonOptions common = new CommonOptions();

    Init(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws SQLException {
        try (Databases databases = common.both(io);
                Results results = new Results(io.out())) {
            install(results, databases.log(), PostgresSchema.LOG);
            install(results, databases.readStore(), PostgresSchema.READ_STORE);
        }
        return ExitCode.GOOD.code();
    }

    private void install(Results results, Database database, String part) throws SQLException {
        int before = version(database, part);
        PostgresSchema.install(database.dataSource(), part);
        int after = version(database, part);
        if (common.json()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("part", part);
            members.put("database", database.url().toString());
            members.put("versionBefore", before);
            members.put("version", after);
            results.line(Json.write(members));
            return;
        }
        String done = before == after
                ? "was there already (version " + after + ")"
                : before == 0 ? "created (version " + after + ")" : "brought from version " + before + " to " + after;
        results.line(part + ": " + done + " in " + database.url());
    }

    /** Of a part that is installed; 0 if it is not. */
    private static int version(Database database, String part) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement known = connection.prepareStatement(Sql.SCHEMA_KNOWN);
                ResultSet table = known.executeQuery()) {
            table.next();
            if (!table.getBoolean(1)) {
                return 0;
            }
            try (PreparedStatement query = connection.prepareStatement(Sql.SCHEMA_VERSION)) {
                query.setString(1, part);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        }
    }
}
