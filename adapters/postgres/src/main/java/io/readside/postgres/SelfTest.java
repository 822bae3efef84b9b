package io.readside.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;

/** Refuses a database in which readers could miss events. */
final class SelfTest {

    private static final String FACTS = Sql.statement("log/selftest_facts");
    private static final String TAKE_LOCK = Sql.statement("log/selftest_lock");
    private static final String KEY = Sql.statement("log/selftest_key");
    private static final Set<String> DEFAULTS =
            Set.of("nextval('readside.log_position'::regclass)", "nextval('log_position'::regclass)");

    private SelfTest() {}

    /**
     * @param watcher the watermark's connection
     * @param appender another one
     * @throws UnsafeLog if order is not protected; the message names the way out
     */
    static void run(Connection watcher, Connection appender) throws SQLException {
        if (checkFacts(watcher)) {
            checkLockIsSeen(watcher, appender);
        }
    }

    /** Also worth doing after each reconnect: it may have led to another server. */
    static boolean checkFacts(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FACTS);
                ResultSet row = query.executeQuery()) {
            row.next();
            require(
                    !row.getBoolean("standby"),
                    "the server is a standby. It sees no locks of the primary; give the log a DataSource that leads to"
                            + " the primary (targetServerType=primary)");
            long cache = row.getLong("cache");
            long increment = row.getLong("increment");
            boolean cycle = row.getBoolean("cycle");
            require(
                    cache == 1 && increment == 1 && !cycle,
                    "sequence readside.log_position has cache " + cache + ", increment " + increment
                            + (cycle ? ", cycle" : ", no cycle")
                            + ", so positions are not given out in order. Run: alter"
                            + " sequence readside.log_position cache 1 increment by 1 no cycle");
            require(
                    row.getBoolean("trigger_enabled"),
                    "trigger lock_append on readside.log is missing or disabled, so appends take no lock. Run: alter"
                            + " table readside.log enable always trigger lock_append");
            String positionDefault = row.getString("position_default");
            require(
                    positionDefault != null && DEFAULTS.contains(positionDefault),
                    "the default of readside.log.position is " + positionDefault + ", so positions may be older than"
                            + " their lock. Run: alter table readside.log alter column position set default"
                            + " nextval('readside.log_position')");
            String type = row.getString("last_value_type");
            require(
                    Objects.equals(type, "bigint"),
                    "pg_sequence_last_value returns " + type
                            + " on this server, not bigint. This version of Readside does"
                            + " not know this version of PostgreSQL");
            return row.getBoolean("may_insert");
        }
    }

    /** Takes the lock as an append does, without appending, and looks for it from the other connection. */
    private static void checkLockIsSeen(Connection watcher, Connection appender) throws SQLException {
        appender.setAutoCommit(false);
        try (Statement statement = appender.createStatement()) {
            statement.execute(TAKE_LOCK);
            long key = key(statement);
            Long lowest = WatermarkReader.lowest(watcher, key).key();
            require(
                    lowest != null && lowest <= key,
                    "the lock of an append in flight (key " + key + ") is not seen from a second connection (lowest key"
                            + " seen: " + lowest + "). This server does not share advisory locks, or the two"
                            + " DataSources lead to different databases");
        }
        appender.rollback();
        appender.setAutoCommit(true);
    }

    private static long key(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(KEY)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void require(boolean good, String problem) {
        if (!good) {
            throw new UnsafeLog("The log cannot be read in order: " + problem + ".");
        }
    }
}
