package io.readside.cli;

import io.readside.NoLiveWorker;
import io.readside.eventlog.LogUnavailable;
import io.readside.postgres.PostgresFailure;
import io.readside.postgres.SchemaMismatch;
import io.readside.postgres.UnsafeLog;
import io.readside.readstore.StoreUnavailable;
import java.sql.SQLException;
import java.util.NoSuchElementException;

/** Turns what the library throws into a sentence and a way out. */
final class Explanation {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private Explanation() {}

    static Trouble of(Exception e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof SchemaMismatch || e instanceof UnsafeLog) {
            return new Trouble(message, "Then run this command again.");
        }
        if (e instanceof LogUnavailable || e instanceof StoreUnavailable) {
            return new Trouble(message, "Run this command again once the database answers.");
        }
        if (e instanceof NoLiveWorker) {
            return new Trouble(message, "'./readside status' shows who feeds what.");
        }
        if (e instanceof NoSuchElementException) {
            return new Trouble(message, "'./readside status' lists the projections.");
        }
        if (e instanceof PostgresFailure failure) {
            return refused(message, String.valueOf(failure.sqlState()));
        }
        if (e instanceof SQLException sql) {
            String state = String.valueOf(sql.getSQLState());
            return refused(message.lines().findFirst().orElse("") + " (SQLSTATE " + state + ").", state);
        }
        return new Trouble(
                "Unexpected " + e.getClass().getSimpleName() + ": " + message,
                "This is a defect. JAVA_OPTS=-Dreadside.debug=true shows where it happened.");
    }

    private static Trouble refused(String message, String sqlState) {
        return new Trouble(
                message,
                sqlState.equals(INSUFFICIENT_PRIVILEGE)
                        ? "Grant the user of the URL what it lacks; the head of 001_log.sql lists the rights."
                        : "Run this command again; if it stays, JAVA_OPTS=-Dreadside.debug=true shows where.");
    }
}
