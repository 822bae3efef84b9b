package io.readside.postgres.campaign;

import io.readside.postgres.support.Intercepted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** Acts just before the next read of events, on the connection that is in use by then. */
final class LogReads {

    private static final Runnable NOTHING = () -> {};

    private final AtomicReference<Runnable> next = new AtomicReference<>(NOTHING);

    void beforeTheNext(Runnable then) {
        next.set(then);
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
            boolean reads = method.getName().equals("prepareStatement")
                    && String.valueOf(arguments[0]).contains("data::text");
            return reads ? around((PreparedStatement) call.run()) : call.run();
        });
    }

    private PreparedStatement around(PreparedStatement real) {
        return Intercepted.around(PreparedStatement.class, real, (method, arguments, call) -> {
            if (method.getName().startsWith("execute")) {
                next.getAndSet(NOTHING).run();
            }
            return call.run();
        });
    }
}
