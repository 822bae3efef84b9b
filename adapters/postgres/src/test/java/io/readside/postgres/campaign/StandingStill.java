package io.readside.postgres.campaign;

import io.readside.postgres.campaign.Said.What;
import io.readside.postgres.support.Intercepted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.postgresql.util.PSQLState;

/** Stops the whole process at a place of a batch of the ledger, as if the machine had been taken away from it just then. */
final class StandingStill {

    /** Where in its transaction a batch stands still. */
    enum Place {
        NOWHERE,
        BEFORE_BEGIN,
        AFTER_CHECKPOINT,
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    private final AtomicReference<Place> next = new AtomicReference<>(Place.NOWHERE);

    /** The ledger's next batch stands still there: another read model's would show less of what is lost. */
    void at(Place place) {
        next.set(place);
    }

    DataSource around(DataSource store) {
        return Intercepted.around(
                DataSource.class,
                store,
                (method, arguments, call) ->
                        method.getName().equals("getConnection") ? around((Connection) call.run()) : call.run());
    }

    private Connection around(Connection real) {
        AtomicReference<Place> underWay = new AtomicReference<>(Place.NOWHERE);
        return Intercepted.around(Connection.class, real, (method, arguments, call) -> switch (method.getName()) {
            case "prepareStatement" ->
                moves((String) arguments[0])
                        ? around((PreparedStatement) call.run(), isAlone((String) arguments[0]), underWay)
                        : call.run();
            case "commit" -> between(Place.BEFORE_COMMIT, call, Place.AFTER_COMMIT, underWay);
            default -> call.run();
        });
    }

    private static boolean moves(String sql) {
        return sql.contains("update readside.generation\nset position = ?");
    }

    /** A batch of a few rows is one statement with its begin and its commit. */
    private static boolean isAlone(String sql) {
        return sql.endsWith("commit");
    }

    private PreparedStatement around(PreparedStatement real, boolean alone, AtomicReference<Place> underWay) {
        return Intercepted.around(PreparedStatement.class, real, (method, arguments, call) -> {
            switch (method.getName()) {
                case "setString" -> {
                    if (Ledger.LEDGER.name().equals(arguments[1])) {
                        underWay.set(next.getAndSet(Place.NOWHERE));
                    }
                    return call.run();
                }
                case "execute" -> {
                    if (alone) {
                        takeStepByStep(underWay);
                    }
                    return between(Place.BEFORE_BEGIN, call, Place.NOWHERE, underWay);
                }
                case "close" -> {
                    return between(Place.NOWHERE, call, Place.AFTER_CHECKPOINT, underWay);
                }
                default -> {
                    return call.run();
                }
            }
        });
    }

    /** The places within a transaction are between its steps: one statement that takes too long is gone through in steps. */
    private void takeStepByStep(AtomicReference<Place> underWay) throws SQLException {
        Place place = underWay.get();
        if (place == Place.AFTER_CHECKPOINT || place == Place.BEFORE_COMMIT) {
            underWay.set(Place.NOWHERE);
            next.set(place);
            throw new SQLException("canceled, as by statement_timeout", PSQLState.QUERY_CANCELED.getState());
        }
    }

    private static Object between(Place before, Intercepted.Call call, Place after, AtomicReference<Place> underWay)
            throws Throwable {
        stopAt(before, underWay);
        Object answer = call.run();
        stopAt(after, underWay);
        return answer;
    }

    private static void stopAt(Place here, AtomicReference<Place> underWay) {
        if (here != Place.NOWHERE && underWay.compareAndSet(here, Place.NOWHERE)) {
            WorkerMain.say(What.STANDS_STILL, "all", 0);
            WorkerProcess.signal("STOP", ProcessHandle.current().pid());
        }
    }
}
