package io.readside.postgres;

import io.readside.readstore.StoreUnavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Cuts the connection at the n-th statement of a transaction, or its commit, or update outside of one, and from then on
 * lets nothing through until it is told to.
 */
final class Cutter {

    /** Where the cut falls. */
    enum Side {
        /** The server never hears of it. */
        BEFORE,
        /** The server does it; its answer is lost. */
        AFTER
    }

    private long left = Long.MAX_VALUE;
    private Side side = Side.BEFORE;
    private boolean isCut;

    /**
     * Cuts what this does, and lets everything through again.
     *
     * @return whether the cut was reached
     */
    boolean cut(long statements, Side side, Runnable act) {
        cutAfter(statements, side);
        try {
            act.run();
            return false;
        } catch (StoreUnavailable e) {
            return true;
        } finally {
            restore();
        }
    }

    synchronized void cutAfter(long statements, Side side) {
        this.left = statements;
        this.side = side;
        this.isCut = false;
    }

    synchronized void restore() {
        left = Long.MAX_VALUE;
        isCut = false;
    }

    synchronized boolean isCut() {
        return isCut;
    }

    DataSource around(DataSource real) {
        return proxy(DataSource.class, real, (method, call) -> {
            if (!method.getName().equals("getConnection")) {
                return call.run();
            }
            requireUncut();
            return around((Connection) call.run());
        });
    }

    private Connection around(Connection real) {
        return proxy(Connection.class, real, (method, call) -> switch (method.getName()) {
            case "commit" -> step(real, call);
            case "prepareStatement" -> {
                PreparedStatement prepared = (PreparedStatement) call.run();
                yield around(PreparedStatement.class, prepared, real, isTransaction((String) call.arguments()[0]));
            }
            case "createStatement" -> around(Statement.class, (Statement) call.run(), real, false);
            default -> call.run();
        });
    }

    /** One that writes, in one statement for whoever sends it. */
    private static boolean isTransaction(String sql) {
        return sql.startsWith("begin") && sql.contains("read write");
    }

    private <S extends Statement> S around(Class<S> type, S real, Connection connection, boolean writes) {
        return proxy(
                type,
                real,
                (method, call) -> method.getName().startsWith("execute")
                        ? execute(connection, writes || method.getName().contains("Update"), call)
                        : call.run());
    }

    private Object execute(Connection connection, boolean writes, Call call) throws Throwable {
        requireUncut();
        boolean isRead = connection.getAutoCommit() && !writes;
        return isRead ? call.run() : step(connection, call);
    }

    private Object step(Connection connection, Call call) throws Throwable {
        boolean cutHere;
        synchronized (this) {
            requireUncut();
            cutHere = left == 0;
            left--;
            isCut = cutHere;
        }
        if (!cutHere) {
            return call.run();
        }
        if (side == Side.AFTER) {
            call.run();
        }
        connection.close();
        throw broken();
    }

    private synchronized void requireUncut() throws SQLException {
        if (isCut) {
            throw broken();
        }
    }

    private static SQLException broken() {
        return new SQLException("cut by the test", "08006");
    }

    private interface Call {
        Object run() throws Throwable;

        Object[] arguments();
    }

    private interface Handler {
        Object handle(Method method, Call call) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T real, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                Cutter.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> handler.handle(method, new Call() {
                    @Override
                    public Object run() throws Throwable {
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }

                    @Override
                    public Object[] arguments() {
                        return arguments;
                    }
                })));
    }
}
