package io.readside.postgres.rollout;

import io.readside.postgres.support.Intercepted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Ends the process, as {@code kill -9} would, in front of a chosen statement or commit of the thread that drives rebuilds. */
final class Halting {

    private static final int NEVER = -1;

    private final AtomicInteger left = new AtomicInteger(NEVER);

    /** @param statements how many are still to pass */
    void at(int statements) {
        left.set(statements);
    }

    DataSource around(DataSource real) {
        return Intercepted.around(
                DataSource.class,
                real,
                (method, arguments, call) ->
                        method.getName().equals("getConnection") ? around((Connection) call.run()) : call.run());
    }

    private Connection around(Connection real) {
        return Intercepted.around(Connection.class, real, (method, arguments, call) -> switch (method.getName()) {
            case "prepareStatement" -> around(PreparedStatement.class, (PreparedStatement) call.run());
            case "createStatement" -> around(Statement.class, (Statement) call.run());
            case "commit" -> passOrHalt(call);
            default -> call.run();
        });
    }

    private <S extends Statement> S around(Class<S> type, S real) {
        return Intercepted.around(
                type,
                real,
                (method, arguments, call) -> method.getName().startsWith("execute") ? passOrHalt(call) : call.run());
    }

    private Object passOrHalt(Intercepted.Call call) throws Throwable {
        boolean counts = Thread.currentThread().getName().endsWith("-rebuild");
        if (counts && left.get() != NEVER && left.getAndDecrement() == 0) {
            Runtime.getRuntime().halt(137);
        }
        return call.run();
    }
}
