package io.readside.cli;

import java.io.IOException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** One of the two databases, connected to. */
final class Database implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_SECONDS = 10;

    private final DatabaseUrl url;
    private final String origin;
    private final ConnectionPool pool;

    private Database(DatabaseUrl url, String origin) throws SQLException {
        this.url = url;
        this.origin = origin;
        this.pool = new ConnectionPool(source(url, origin));
    }

    /**
     * Connects once, so that whoever cannot be reached is named at once.
     *
     * @param origin the option or variable that the URL came from, for messages
     */
    static Database open(String url, String origin) {
        DatabaseUrl parsed;
        try {
            parsed = DatabaseUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new Trouble(origin + " " + e.getMessage() + ".", "Correct " + origin + ".", ExitCode.WRONG_USAGE);
        }
        try {
            Database database = new Database(parsed, origin);
            try (Connection connection = database.pool.getConnection()) {
                return database;
            }
        } catch (SQLException e) {
            throw outOfReach(parsed, origin, e);
        }
    }

    private static PGConnectionPoolDataSource source(DatabaseUrl url, String origin) throws SQLException {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setServerNames(url.hosts().toArray(String[]::new));
        source.setPortNumbers(url.ports().stream().mapToInt(Integer::intValue).toArray());
        source.setDatabaseName(url.database());
        source.setUser(url.user());
        source.setPassword(url.password());
        source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        source.setTcpKeepAlive(true);
        for (var parameter : url.parameters().entrySet()) {
            setProperty(source, parameter.getKey(), parameter.getValue(), origin);
        }
        source.setApplicationName("readside-cli");
        return source;
    }

    private static void setProperty(PGConnectionPoolDataSource source, String name, String value, String origin) {
        try {
            source.setProperty(name, value);
        } catch (SQLException e) {
            throw new Trouble(
                    origin + " has a parameter '" + name + "' that the driver refuses.",
                    "Leave it out, or name it as pgjdbc does.",
                    ExitCode.WRONG_USAGE);
        }
    }

    DataSource dataSource() {
        return pool;
    }

    DatabaseUrl url() {
        return url;
    }

    /** What a lost or refused connection means to a person. */
    Trouble outOfReach(SQLException e) {
        return outOfReach(url, origin, e);
    }

    private static Trouble outOfReach(DatabaseUrl url, String origin, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("28")) {
            String user = url.user() == null ? "the user" : "user '" + url.user() + "'";
            return new Trouble(
                    "The database at " + url.place() + " refused the login of " + user + " to " + url + ".",
                    "Correct user or password in " + origin + ", or allow the login in pg_hba.conf.");
        }
        if (state.equals("3D000")) {
            return new Trouble(
                    "There is no database '" + url.database() + "' at " + url.place() + ".",
                    "Create it, or correct " + origin + ".");
        }
        return new Trouble(
                "The database at " + url.place() + " cannot be reached (" + why(e) + ").",
                "Start it, or correct " + origin + ".");
    }

    private static String why(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "no such host";
            }
            if (cause instanceof IOException && cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return first + " SQLSTATE " + e.getSQLState();
    }

    @Override
    public void close() {
        pool.close();
    }
}
