package io.readside.benchmarks.contender;

import io.readside.benchmarks.contender.Contender.Appender;
import io.readside.benchmarks.database.Database;
import io.readside.testkit.orders.OrderEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The log that a team makes by hand: a table {@code events} with a bigserial. */
public final class EventsTable {

    /** Without safety against commits out of order: a reader can skip events, and the price of not doing so is not paid here. */
    public static final String CREATE = """
            create table events (
                position bigserial primary key,
                stream_id text not null,
                version bigint not null,
                type text not null,
                payload jsonb not null,
                occurred_at timestamptz not null default now(),
                unique (stream_id, version))""";

    /** Tells whoever listens, in the transaction of the append and without a round trip of its own. */
    static final String NOTIFY = """
            create function notify_events() returns trigger language plpgsql as $$
            begin
                perform pg_notify('events', '');
                return null;
            end $$;
            create trigger notify_events after insert on events for each statement execute function notify_events()""";

    static final String INSERT = "insert into events (stream_id, version, type, payload) values (?, ?, ?, ?::jsonb)";

    private static final String FILL = """
            insert into events (position, stream_id, version, type, payload, occurred_at)
            select position, stream, stream_version, type, data, occurred_at
            from readside.log
            order by position""";

    private EventsTable() {}

    /** Once; several contenders share it. */
    static void fill(Database log) throws SQLException {
        if (log.ask("select to_regclass('events')") == null) {
            log.run(CREATE + ";" + FILL);
            log.run("select setval('events_position_seq', (select max(position) from events))");
            log.run("vacuum (freeze, analyze) events");
        }
    }

    /** The version is checked by the unique constraint: one statement, one transaction. */
    static Appender appender(Database log) throws SQLException {
        Connection connection = log.connect();
        PreparedStatement insert = connection.prepareStatement(INSERT);
        return new Appender() {
            @Override
            public void append(String orderId, int streamVersion, OrderEvent event) throws SQLException {
                insert.setString(1, "order-" + orderId);
                insert.setLong(2, streamVersion);
                insert.setString(3, event.getClass().getSimpleName());
                insert.setString(4, OrderJson.write(event));
                insert.executeUpdate();
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }
}
