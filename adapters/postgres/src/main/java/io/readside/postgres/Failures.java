package io.readside.postgres;

import io.readside.event.BadEvent;
import io.readside.eventlog.EventIdConflict;
import io.readside.eventlog.LogUnavailable;
import io.readside.eventlog.WrongExpectedVersion;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a SQLState means to a user of the log. */
final class Failures {

    private static final String APPEND = "Append ";

    private Failures() {}

    /** @param tried a sentence without its end: {@code "Append to stream order-42"} */
    static RuntimeException of(String tried, SQLException e) {
        SQLException cause = withoutDetail(e);
        String state = String.valueOf(e.getSQLState());
        if (state.equals("RS001")) {
            return new WrongExpectedVersion(message(cause), cause);
        }
        if (state.equals("RS002")) {
            return new EventIdConflict(message(cause), cause);
        }
        if (state.equals("RS003")) {
            return new BadEvent(message(cause), cause);
        }
        if (isConnectionLoss(e, state)) {
            return unavailable(tried, cause);
        }
        // 22: data exceptions, such as NUL or a number out of range; 54: too deep or too large
        if (tried.startsWith(APPEND) && (state.startsWith("22") || state.startsWith("54"))) {
            return new BadEvent(
                    tried + ": PostgreSQL cannot hold this JSON (SQLSTATE " + state
                            + "). Nothing was appended. NUL, unpaired surrogates, extreme numbers and deep nesting"
                            + " have no place in jsonb.",
                    cause);
        }
        return new PostgresFailure(tried + ": " + message(cause) + " (SQLSTATE " + state + ").", cause);
    }

    static LogUnavailable unavailable(String tried, SQLException e) {
        String reached = tried + ": the log's database is out of reach (" + message(withoutDetail(e)) + ", SQLSTATE "
                + e.getSQLState() + ").";
        return new LogUnavailable(
                tried.startsWith(APPEND)
                        ? reached
                                + " It may have been kept all the same: repeat it with the same event ids, which is safe."
                        : reached,
                withoutDetail(e));
    }

    private static boolean isConnectionLoss(SQLException e, String state) {
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("53300") // too many connections
                || state.startsWith("28") // not let in: these two come while connecting only
                || state.startsWith("3D")
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e.getCause() instanceof IOException;
    }

    private static String message(SQLException e) {
        return String.valueOf(e.getMessage());
    }

    /** The server's detail and context quote rows and JSON, so payloads; a log line must not. */
    static SQLException withoutDetail(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (server == null) {
            return e;
        }
        SQLException bare = new SQLException(server.getMessage(), e.getSQLState());
        bare.setStackTrace(e.getStackTrace());
        return bare;
    }
}
