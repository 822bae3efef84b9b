package io.readside.postgres.campaign;

import io.readside.postgres.support.Intercepted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import javax.sql.DataSource;

/** Acts just before a round trip of the next batch: its statements are counted from 1, its commit is the last. */
final class Steps {

    /** Of a batch of the ledger: the checkpoint moves, the rows are written, the commit. */
    static final int OF_THE_LEDGER = 3;

    private int left;
    private Runnable act = () -> {};

    synchronized void before(int step, Runnable then) {
        left = step;
        act = then;
    }

    DataSource around(DataSource real) {
        return Intercepted.around(
                DataSource.class,
                real,
                (method, arguments, call) ->
                        method.getName().equals("getConnection") ? around((Connection) call.run()) : call.run());
    }

    private Connection around(Connection real) {
        return Intercepted.around(Connection.class, real, (method, arguments, call) -> {
            if (method.getName().equals("commit")) {
                step();
            }
            Object answer = call.run();
            return method.getName().equals("prepareStatement") ? around((PreparedStatement) answer, real) : answer;
        });
    }

    private PreparedStatement around(PreparedStatement real, Connection connection) {
        return Intercepted.around(PreparedStatement.class, real, (method, arguments, call) -> {
            if (method.getName().startsWith("execute") && !connection.getAutoCommit()) {
                step();
            }
            return call.run();
        });
    }

    private synchronized void step() {
        left--;
        if (left == 0) {
            act.run();
        }
    }
}
