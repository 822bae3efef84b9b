package io.readside.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A DataSource that says when a statement or a commit is about to be sent. */
final class RoundTrips {

    private RoundTrips() {}

    /** Hears of each, on the thread that sends it. */
    interface Listener {
        void before(Connection connection) throws Exception;
    }

    static DataSource heardBy(Listener listener, DataSource real) {
        return proxy(
                DataSource.class,
                real,
                result -> result instanceof Connection connection ? around(connection, listener) : result,
                name -> {});
    }

    private static Connection around(Connection real, Listener listener) {
        return proxy(
                Connection.class,
                real,
                result -> {
                    if (result instanceof PreparedStatement prepared) {
                        return statement(PreparedStatement.class, prepared, real, listener);
                    }
                    return result instanceof Statement plain
                            ? statement(Statement.class, plain, real, listener)
                            : result;
                },
                name -> {
                    if (name.equals("commit")) {
                        listener.before(real);
                    }
                });
    }

    private static <S extends Statement> S statement(Class<S> type, S real, Connection on, Listener listener) {
        return proxy(type, real, result -> result, name -> {
            if (name.startsWith("execute")) {
                listener.before(on);
            }
        });
    }

    private interface Before {
        void call(String name) throws Exception;
    }

    private interface After {
        @Nullable
        Object wrap(@Nullable Object result);
    }

    private static <T> T proxy(Class<T> type, T real, After after, Before before) {
        return type.cast(Proxy.newProxyInstance(
                RoundTrips.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    before.call(method.getName());
                    try {
                        return after.wrap(method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
