package io.readside.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {

    private static final String NO_DATABASE =
            "Give --url postgresql://user:password@host:5432/database or set READSIDE_URL; './readside demo' prints one.";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Read store's database, postgresql://… or jdbc:postgresql://… Default: READSIDE_URL.")
    private @Nullable String url;

    @Option(
            names = "--log-url",
            paramLabel = "URL",
            description = "Log's database. Default: READSIDE_LOG_URL, else the same as --url.")
    private @Nullable String logUrl;

    @Option(names = "--json", description = "Results, and errors, as JSON: one object a line.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    void help(boolean asked) {} // picocli shows it

    boolean json() {
        return json;
    }

    private record Given(String url, String origin) {}

    /** The log's database alone. */
    Database log(Io io) {
        Given log = given(logUrl, "--log-url", io, "READSIDE_LOG_URL");
        return log == null ? readStore(io) : Database.open(log.url, log.origin);
    }

    /** Both; one, if the log has no URL of its own. */
    Databases both(Io io) {
        Given log = given(logUrl, "--log-url", io, "READSIDE_LOG_URL");
        Database readStore = readStore(io);
        try {
            return new Databases(readStore, log == null ? readStore : Database.open(log.url, log.origin));
        } catch (RuntimeException e) {
            readStore.close();
            throw e;
        }
    }

    /** The read store's database alone. */
    Database readStore(Io io) {
        Given given = given(url, "--url", io, "READSIDE_URL");
        if (given == null) {
            throw new Trouble("No database was named.", NO_DATABASE, ExitCode.WRONG_USAGE);
        }
        return Database.open(given.url, given.origin);
    }

    private static @Nullable Given given(@Nullable String option, String optionName, Io io, String variable) {
        if (option != null) {
            return new Given(option, optionName);
        }
        String value = io.environment().get(variable);
        return value == null || value.isBlank() ? null : new Given(value, variable);
    }
}
