package io.readside.benchmarks.contender;

import io.readside.benchmarks.database.Database;
import io.readside.testkit.orders.OrderEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Not workers: what the machine needs for the least that has to be done. They replay once and follow nothing. */
abstract class Limit implements Contender {

    private static final int FETCH = 5_000;

    /** Does all of it. */
    abstract void replay(Connection log, Database store, String readModel, long upTo) throws Exception;

    interface EachEvent {
        void take(String type, String payload) throws SQLException;
    }

    static void read(Connection log, long upTo, EachEvent each) throws SQLException {
        log.setAutoCommit(false); // or there is no cursor
        try (PreparedStatement query =
                log.prepareStatement("select type, payload from events where position <= ? order by position")) {
            query.setLong(1, upTo);
            query.setFetchSize(FETCH);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    each.take(rows.getString(1), rows.getString(2));
                }
            }
        }
    }

    @Override
    public void createLog(Database log) throws SQLException {
        log.run(EventsTable.CREATE);
    }

    @Override
    public void fillLog(Database log, long events) throws SQLException {
        EventsTable.fill(log);
    }

    @Override
    public Following follow(Database log, Database store, String readModel, long upTo) {
        return new Following() {
            @Override
            public void awaitApplied(long number) throws Exception {
                try (Connection connection = log.connect()) {
                    replay(connection, store, readModel, number);
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Writers writers(Database log, int threads) {
        return () -> EventsTable.appender(log);
    }

    /** A cursor that reads everything; nothing is decoded, nothing is written. */
    static final class Read extends Limit {

        @Override
        public String name() {
            return "limit-read";
        }

        @Override
        public void createStore(Database store) {}

        @Override
        public boolean hasRows() {
            return false;
        }

        @Override
        void replay(Connection log, Database store, String readModel, long upTo) throws SQLException {
            long[] events = {0};
            read(log, upTo, (type, payload) -> events[0] += payload.isEmpty() ? 0 : 1);
            if (events[0] != upTo) {
                throw new IllegalStateException(events[0] + " of " + upTo + " events were read.");
            }
        }
    }

    /** Folds everything in memory, then one COPY, the key and the statistics. */
    static final class Copy extends Limit {

        @Override
        public String name() {
            return "limit-copy";
        }

        @Override
        public void createStore(Database store) throws SQLException {
            store.run(SummaryTable.create("order_summary", "not null"));
        }

        @Override
        void replay(Connection log, Database store, String readModel, long upTo) throws Exception {
            MemoryFold fold = new MemoryFold();
            read(log, upTo, (type, payload) -> {
                OrderEvent event = OrderJson.read(type, payload);
                fold.apply(event);
            });
            fold.copyTo(store, readModel);
            store.run("alter table " + readModel + " add primary key (order_id); analyze " + readModel);
        }
    }
}
