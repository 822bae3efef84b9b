package io.readside.postgres.campaign;

import io.readside.event.Checkpoint;
import io.readside.eventlog.EventLog;
import io.readside.postgres.support.Intercepted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Mistakes that an engine could make in what it says to a database, or does not read from it. */
final class Defects {

    private Defects() {}

    /** Some statements are others. */
    static Defect rewriting(UnaryOperator<String> sql) {
        return new Defect() {
            @Override
            public DataSource around(DataSource real) {
                return onConnections(
                        real,
                        connection -> Intercepted.around(Connection.class, connection, (method, arguments, call) -> {
                            if (method.getName().equals("prepareStatement")) {
                                arguments[0] = sql.apply((String) arguments[0]);
                            }
                            return call.run();
                        }));
            }
        };
    }

    private interface ConnectionDefect {
        Connection around(Connection real) throws SQLException;
    }

    private static DataSource onConnections(DataSource real, ConnectionDefect defect) {
        return Intercepted.around(
                DataSource.class,
                real,
                (method, arguments, call) ->
                        method.getName().equals("getConnection") ? defect.around((Connection) call.run()) : call.run());
    }

    /** The checkpoint moves, wherever it is. */
    static Defect noCompareAndSet() {
        return comparing("and (position = ? or true)");
    }

    /** The checkpoint moves from where it is or from anywhere above: another worker may have moved it on. */
    static Defect comparisonWithAnyHigher() {
        return comparing("and position >= ?");
    }

    static Defect comparing(String otherwise) {
        return rewriting(sql -> sql.contains("update readside.generation\nset position = ?")
                ? sql.replace("and position = ?", otherwise)
                : sql);
    }

    /** Checkpoint and rows move one after the other, each in a transaction of its own. */
    static Defect checkpointFirst() {
        return new Defect() {
            @Override
            public DataSource around(DataSource real) {
                return onConnections(
                        real,
                        connection -> Intercepted.around(Connection.class, connection, (method, arguments, call) -> {
                            boolean moves = method.getName().equals("prepareStatement")
                                    && String.valueOf(arguments[0]).contains("set position = ?");
                            return moves ? committing((PreparedStatement) call.run(), connection) : call.run();
                        }));
            }
        };
    }

    private static PreparedStatement committing(PreparedStatement real, Connection connection) {
        return Intercepted.around(PreparedStatement.class, real, (method, arguments, call) -> {
            Object result = call.run();
            if (method.getName().equals("close")
                    && !connection.getAutoCommit()) { // a few rows go with it in one statement
                connection.commit();
            }
            return result;
        });
    }

    /** A pool that has no connection left ends whoever asked it. */
    static Defect emptyPoolEndsTheWorker() {
        return new Defect() {
            @Override
            public DataSource around(DataSource real) {
                return Intercepted.around(DataSource.class, real, (method, arguments, call) -> {
                    try {
                        return call.run();
                    } catch (SQLTransientConnectionException e) {
                        throw e.getSQLState() == null ? new Error("planted", e) : e;
                    }
                });
            }
        };
    }

    /** A transaction may stand still as long as it likes. */
    static Defect noIdleLimit() {
        return rewriting(sql -> sql.replace(
                "set_config('idle_in_transaction_session_timeout', '5s', true)",
                "set_config('idle_in_transaction_session_timeout', '0', true)"));
    }

    /** An answer is waited for without end. */
    static Defect noNetworkTimeout() {
        return new Defect() {
            @Override
            public DataSource around(DataSource real) {
                return onConnections(
                        real,
                        connection -> Intercepted.around(
                                Connection.class,
                                connection,
                                (method, arguments, call) ->
                                        method.getName().equals("setNetworkTimeout") ? null : call.run()));
            }
        };
    }

    /** Taking a lease leaves the epoch where it is. */
    static Defect epochStays() {
        return rewriting(sql -> sql.replace("set epoch = g.epoch + 1", "set epoch = g.epoch"));
    }

    /** A lease that lasts longer than any is given for is believed. */
    static Defect endlessLeases() {
        return rewriting(sql -> sql.replace("2 * t.length", "interval '100 years'")
                .replace("2 * (select length from term)", "interval '100 years'"));
    }

    /** Whether the log is still the same one is not looked at. */
    static Defect anchorIgnored() {
        return new Defect() {
            @Override
            public EventLog around(EventLog real) {
                return Intercepted.around(EventLog.class, real, (method, arguments, call) -> {
                    if (method.getName().equals("verify")) {
                        return null;
                    }
                    if (method.getName().equals("read")) {
                        arguments[0] = new Checkpoint(((Checkpoint) arguments[0]).position());
                    }
                    return call.run();
                });
            }
        };
    }

    /** A commit does not wait for the disk. */
    static Defect lazyCommits() {
        return new Defect() {
            @Override
            public DataSource around(DataSource real) {
                return onConnections(real, connection -> {
                    int patience = connection.getNetworkTimeout();
                    connection.setNetworkTimeout(Runnable::run, 1_000); // it must not wait where the engine would not
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("set synchronous_commit = off");
                    }
                    connection.setNetworkTimeout(Runnable::run, patience);
                    return connection;
                });
            }
        };
    }
}
