package io.readside.postgres;

import io.readside.readstore.ApplyFailed;
import io.readside.readstore.ApplyFailed.Cause;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.StoreUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a SQLState means to a user of the read store. Of what the server says only the state and the names of things are
 * kept: its message, detail and context quote values, and pgjdbc's batches whole rows.
 */
final class StoreFailures {

    private static final String LOCK_TIMEOUT = "55P03";
    private static final String CANCELLED = "57014";
    private static final String READ_ONLY = "25006";

    /**
     * Repeating helps: serialization failure, deadlock, lock timeout, cancelled, standby, ended for standing still in a
     * transaction, prepared statement gone.
     */
    private static final Set<String> PASSING =
            Set.of("40001", "40P01", LOCK_TIMEOUT, CANCELLED, READ_ONLY, "25P03", "25P04", "26000");

    /**
     * Classes that no value brings about: feature not supported, no such schema, access rule or name, wrong state of an
     * object, internal error.
     */
    private static final Set<String> TABLE = Set.of("0A", "3F", "42", "55", "XX");

    private static final Map<String, String> CONDITIONS = Map.ofEntries(
            Map.entry("21000", "cardinality violation"),
            Map.entry("22001", "text too long"),
            Map.entry("22003", "number out of range"),
            Map.entry("22007", "invalid date or time"),
            Map.entry("22008", "date or time out of range"),
            Map.entry("22012", "division by zero"),
            Map.entry("22021", "character not in repertoire"),
            Map.entry("25006", "writes where only reading is allowed"),
            Map.entry("22P02", "invalid text representation"),
            Map.entry("22P05", "untranslatable character"),
            Map.entry("23502", "not-null violation"),
            Map.entry("23503", "foreign key violation"),
            Map.entry("23505", "unique violation"),
            Map.entry("23514", "check violation"),
            Map.entry("23P01", "exclusion violation"),
            Map.entry("28P01", "wrong password"),
            Map.entry("3D000", "no such database"),
            Map.entry("40001", "serialization failure"),
            Map.entry("40P01", "deadlock"),
            Map.entry("42501", "insufficient privilege"),
            Map.entry("42601", "syntax error"),
            Map.entry("42703", "undefined column"),
            Map.entry("42804", "datatype mismatch"),
            Map.entry("42883", "undefined function"),
            Map.entry("42P01", "undefined table"),
            Map.entry("42P07", "duplicate table"),
            Map.entry("42710", "duplicate object"),
            Map.entry("54000", "limit exceeded"),
            Map.entry("55P03", "lock timeout"),
            Map.entry("57014", "cancelled or timed out"),
            Map.entry("P0001", "raised by a trigger or function"));

    private StoreFailures() {}

    /** @param tried a sentence without its end: {@code "Apply a batch to order_summary__g1"} */
    static RuntimeException onApply(String tried, SQLException e) {
        return isPassing(e)
                ? unavailable(tried, e, " If its commit was under way it may have been kept; the checkpoint tells.")
                : new ApplyFailed(
                        cause(e),
                        tried + ": PostgreSQL refused it, " + describe(e) + ". Nothing was written.",
                        bare(e));
    }

    private static Cause cause(SQLException e) {
        String state = e.getSQLState();
        return state != null && TABLE.contains(state.substring(0, 2)) ? Cause.TABLE : Cause.CHANGE;
    }

    /** As {@link #onApply}, while changes are written: what takes too long may be too much. */
    static RuntimeException onChange(String tried, SQLException e) {
        return isTimeout(e)
                ? new ApplyTimedOut(
                        tried + ": PostgreSQL broke it off for taking too long, " + describe(e)
                                + ". Nothing was written.",
                        bare(e))
                : onApply(tried, e);
    }

    static boolean isTimeout(SQLException e) {
        return LOCK_TIMEOUT.equals(e.getSQLState()) || CANCELLED.equals(e.getSQLState());
    }

    /** @param tried a sentence without its end: {@code "Read order_summary"} */
    static RuntimeException onRead(String tried, SQLException e) {
        return isPassing(e) ? unavailable(tried, e, "") : refused(tried, e);
    }

    /** As {@link #onRead}, where the statement is somebody's own: that it writes or takes too long will be so again. */
    static RuntimeException onQuery(String tried, SQLException e) {
        String state = e.getSQLState();
        return READ_ONLY.equals(state) || CANCELLED.equals(state) ? refused(tried, e) : onRead(tried, e);
    }

    private static PostgresFailure refused(String tried, SQLException e) {
        return new PostgresFailure(tried + ": PostgreSQL refused it, " + describe(e) + ".", bare(e));
    }

    private static StoreUnavailable unavailable(String tried, SQLException e, String outcome) {
        return new StoreUnavailable(
                tried + ": the read store is out of reach or asks to try again, " + describe(e) + "." + outcome,
                bare(e));
    }

    static boolean isPassing(SQLException e) {
        String state = e.getSQLState();
        return state == null // the pool, or the driver before it asked the server
                || state.startsWith("08")
                || state.startsWith("28") // a password that is being changed
                || state.startsWith("3D") // a database that is being restored
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.startsWith("58")
                || PASSING.contains(state)
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e.getCause() instanceof IOException;
    }

    static String describe(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        ServerErrorMessage server = server(e);
        String names = server == null
                ? ""
                : Stream.of(
                                named("constraint", server.getConstraint()),
                                named("table", server.getTable()),
                                named("column", server.getColumn()),
                                named("type", server.getDatatype()))
                        .flatMap(Stream::ofNullable)
                        .collect(Collectors.joining());
        String condition = CONDITIONS.get(state);
        return "SQLSTATE " + state + (condition == null ? "" : " (" + condition + ")") + names;
    }

    private static @Nullable String named(String kind, @Nullable String name) {
        return name == null ? null : ", " + kind + " \"" + name + "\"";
    }

    /** A batch hides the server's answer behind its own, which quotes the statement with its values. */
    private static @Nullable ServerErrorMessage server(SQLException e) {
        for (Throwable link : e) { // causes and next exceptions
            if (link instanceof PSQLException p && p.getServerErrorMessage() != null) {
                return p.getServerErrorMessage();
            }
        }
        return null;
    }

    /** The server's words, for those who know that no value stands in them. */
    static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }

    /** The place and the state, without the words. */
    static SQLException bare(SQLException e) {
        SQLException bare = new SQLException(describe(e), e.getSQLState());
        bare.setStackTrace(e.getStackTrace());
        return bare;
    }
}
