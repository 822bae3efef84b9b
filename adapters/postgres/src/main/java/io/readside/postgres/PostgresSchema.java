package io.readside.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs and checks the numbered schema files. A part is a folder {@code schema/<part>} with files {@code
 * NNN_name.sql}, listed in order in its file {@code files}; each records its number in {@code readside.schema_version}.
 */
public final class PostgresSchema {

    /** The event log. */
    public static final String LOG = "log";

    /** Read models and their checkpoints. */
    public static final String READ_STORE = "readstore";

    private static final Logger LOGGER = LoggerFactory.getLogger(PostgresSchema.class);

    private static final String LOCK = Sql.statement("schema/lock");
    private static final String PRESENT = Sql.statement("schema/present");
    private static final String INSTALLED = Sql.statement("schema/installed");

    private PostgresSchema() {}

    /** Installs the event log, or what is missing of it. */
    public static void installLog(DataSource dataSource) {
        install(dataSource, LOG);
    }

    /**
     * Installs what is missing of a part, all or nothing. Safe to call at each start and from several processes at once;
     * where nothing is missing it needs no more rights than to read.
     *
     * @param part a folder of {@code schema/}
     */
    public static void install(DataSource dataSource, String part) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(LOCK);
                if (!present(statement)) {
                    statement.execute(Sql.file("schema/000_schema.sql"));
                }
                int installed = installed(connection, part);
                for (String file : files(part)) {
                    if (number(file) > installed) {
                        statement.execute(Sql.file("schema/" + part + "/" + file));
                        LOGGER.info("Installed schema file {}/{}.", part, file);
                    }
                }
                check(connection, part);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw Failures.of("Install part '" + part + "' of schema readside", e);
        }
    }

    /** @throws SchemaMismatch if a part is missing or older than this version of Readside needs */
    public static void require(DataSource dataSource, String part) {
        try (Connection connection = dataSource.getConnection()) {
            require(connection, part);
        } catch (SQLException e) {
            throw Failures.of("Check part '" + part + "' of schema readside", e);
        }
    }

    static void require(Connection connection, String part) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!present(statement)) {
                throw new SchemaMismatch("Database '" + connection.getCatalog() + "' has no part '" + part
                        + "' of schema readside. Create it with './readside init' or PostgresSchema.install(dataSource, \""
                        + part + "\").");
            }
        }
        check(connection, part);
    }

    private static void check(Connection connection, String part) throws SQLException {
        List<String> files = files(part);
        int needed = number(files.get(files.size() - 1));
        int installed = installed(connection, part);
        if (installed < needed) {
            throw new SchemaMismatch("Part '" + part + "' of schema readside in database '" + connection.getCatalog()
                    + "' has version " + installed + ", this version of Readside needs " + needed
                    + ". Bring it up with './readside init' or PostgresSchema.install(dataSource, \"" + part + "\").");
        }
    }

    private static boolean present(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(PRESENT)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static int installed(Connection connection, String part) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(INSTALLED)) {
            query.setString(1, part);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static List<String> files(String part) {
        return Sql.file("schema/" + part + "/files").lines().toList();
    }

    private static int number(String file) {
        return Integer.parseInt(file.substring(0, file.indexOf('_')));
    }
}
