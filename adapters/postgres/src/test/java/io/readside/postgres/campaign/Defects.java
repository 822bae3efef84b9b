package io.readside.postgres.campaign;

import io.readside.event.Checkpoint;
import io.readside.eventlog.EventLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.Snapshot;
import io.readside.readstore.StoreUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Mistakes that an engine could have. */
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
        return rewriting(sql -> sql.contains("update readside.generation\nset position = ?")
                ? sql.replace("and position = ?", "and (position = ? or true)")
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
            if (method.getName().equals("close")) {
                connection.commit();
            }
            return result;
        });
    }

    /** A batch whose outcome is unknown is made again at once. */
    static Defect blindRetry() {
        return new Defect() {
            @Override
            public ReadStore around(ReadStore real, DataSource dataSource) {
                PostgresReadStore blind = PostgresReadStore.of(noCompareAndSet().around(dataSource));
                return onAppliers(
                        real,
                        (applier, projection, id) -> onApply(applier, (batch, apply) -> {
                            try {
                                apply.run();
                            } catch (StoreUnavailable unknownOutcome) {
                                blind.applier(projection, id).apply(batch);
                            }
                        }));
            }
        };
    }

    /** A failure is taken for a batch that somebody else has applied. */
    static Defect passingOver(Predicate<RuntimeException> failure) {
        return new Defect() {
            @Override
            public ReadStore around(ReadStore real, DataSource dataSource) {
                return onAppliers(
                        real,
                        (applier, projection, id) -> onApply(applier, (batch, apply) -> {
                            try {
                                apply.run();
                            } catch (RuntimeException e) {
                                if (!failure.test(e)) {
                                    throw e;
                                }
                                applier.apply(new Batch(batch.epoch(), batch.from(), batch.to(), List.of(), List.of()));
                            }
                        }));
            }
        };
    }

    /** An outage is taken for a change that the store refuses for good. */
    static Defect outageTakenForPoison(Predicate<RuntimeException> outage) {
        return new Defect() {
            @Override
            public ReadStore around(ReadStore real, DataSource dataSource) {
                return onAppliers(
                        real,
                        (applier, projection, id) -> onApply(applier, (batch, apply) -> {
                            try {
                                apply.run();
                            } catch (RuntimeException e) {
                                throw outage.test(e) ? new ApplyFailed(ApplyFailed.Cause.CHANGE, "planted", e) : e;
                            }
                        }));
            }
        };
    }

    static Predicate<RuntimeException> sqlState(String state) {
        return e -> e.getCause() instanceof SQLException cause && state.equals(cause.getSQLState());
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

    /** Rows come from where reads go, and the checkpoint that vouches for them from the primary. */
    static Defect checkpointOfThePrimary() {
        return new Defect() {
            @Override
            public ReadStore around(ReadStore real, DataSource primary) {
                Reads vouching = PostgresReadStore.of(primary).reads();
                Reads reads = Intercepted.around(Reads.class, real.reads(), (method, arguments, call) -> {
                    Object answer = call.run();
                    return answer instanceof Snapshot<?> snapshot
                            ? new Snapshot<>(
                                    vouching.active((Projection<?>) arguments[0]), snapshot.value(), snapshot.parked())
                            : answer;
                });
                return Intercepted.around(
                        ReadStore.class,
                        real,
                        (method, arguments, call) -> method.getName().equals("reads") ? reads : call.run());
            }
        };
    }

    /** A commit does not wait for the disk. */
    static Defect lazyCommits() {
        return new Defect() {
            @Override
            public DataSource around(DataSource real) {
                return onConnections(real, connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("set synchronous_commit = off");
                    }
                    return connection;
                });
            }
        };
    }

    private interface ApplierDefect {
        Applier around(Applier real, Projection<?> projection, GenerationId id);
    }

    private static ReadStore onAppliers(ReadStore real, ApplierDefect defect) {
        return Intercepted.around(
                ReadStore.class,
                real,
                (method, arguments, call) -> method.getName().equals("applier")
                        ? defect.around((Applier) call.run(), (Projection<?>) arguments[0], (GenerationId) arguments[1])
                        : call.run());
    }

    private interface ApplyDefect {
        void apply(Batch batch, Runnable real);
    }

    private static Applier onApply(Applier real, ApplyDefect defect) {
        return Intercepted.around(Applier.class, real, (method, arguments, call) -> {
            if (!method.getName().equals("apply")) {
                return call.run();
            }
            Batch batch = (Batch) arguments[0];
            defect.apply(batch, () -> real.apply(batch));
            return null;
        });
    }
}
