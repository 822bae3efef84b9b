package io.readside.benchmarks.contender;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.benchmarks.database.Database;
import io.readside.consistency.Answer;
import io.readside.event.EventData;
import io.readside.event.EventStream;
import io.readside.event.NewEvent;
import io.readside.event.Position;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.projection.Projection;
import io.readside.readstore.Intent;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Readside with its defaults, on a pool as applications have one. */
final class ReadsideContender implements Contender {

    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final int POOL = 10;

    /** What a log keeps for itself. */
    private static final int OWN_CONNECTIONS = 3;

    private final String name;
    private final Projection<OrderSummary> projection;

    ReadsideContender(String name, Projection<OrderSummary> projection) {
        this.name = name;
        this.projection = projection;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void createStore(Database store) {
        try (HikariDataSource pool = store.pool(1)) {
            PostgresReadStore.installSchema(pool);
        }
    }

    @Override
    public void createLog(Database log) {
        try (HikariDataSource pool = log.pool(1)) {
            PostgresSchema.install(pool, PostgresSchema.LOG);
        }
    }

    @Override
    public void fillLog(Database log, long events) {} // it is the log that others are filled from

    @Override
    public Following follow(Database log, Database store, String readModel, long upTo) {
        return new Live(log, store);
    }

    private final class Live implements Following {

        private final HikariDataSource logPool;
        private final HikariDataSource storePool;
        private final PostgresReadStore store;
        private final Readside readside;
        private final BlockingQueue<Rebuild> moves = new LinkedBlockingQueue<>();

        Live(Database log, Database store) {
            this.logPool = log.pool(POOL);
            this.storePool = store.pool(POOL);
            this.store = PostgresReadStore.of(storePool);
            this.readside = Readside.on(PostgresLog.of(logPool), this.store)
                    .project(projection)
                    .rebuildListener(moves::add)
                    .start();
        }

        @Override
        public void awaitApplied(long number) {
            Answer<?> answer = readside.read(projection)
                    .after(VersionToken.of(Position.of(number)))
                    .within(PATIENCE)
                    .row("none");
            if (!(answer instanceof Answer.Fresh)) {
                throw new IllegalStateException("No fresh answer at event " + number + ": " + answer);
            }
        }

        /** By the same intent that the command line submits; the worker that is live anyway does it. */
        String rebuild() throws InterruptedException {
            moves.clear();
            readside.operations().submit(projection.name(), new Intent.Act.StartRebuild(false), "the benchmark");
            while (true) {
                Rebuild now = moves.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (now == null || now.state().isEnd()) {
                    throw new IllegalStateException("The rebuild has not got to the head: " + now);
                }
                if (now.state().compareTo(State.AT_HEAD) >= 0) {
                    return now.green().toString();
                }
            }
        }

        @Override
        public Appender appender() {
            return new Appender() {
                @Override
                public void append(String orderId, int streamVersion, OrderEvent event) {
                    readside.append(Orders.EVENTS.stream(orderId), expected(streamVersion), event);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {
            readside.close();
            logPool.close();
            storePool.close();
        }
    }

    @Override
    public String rebuild(Following live, Database log, Database store) throws InterruptedException {
        return ((Live) live).rebuild();
    }

    @Override
    public Writers writers(Database log, int threads) {
        HikariDataSource pool = log.pool(threads + OWN_CONNECTIONS);
        PostgresLog writer = PostgresLog.of(pool);
        return new Writers() {
            @Override
            public Appender next() {
                return new Direct(writer);
            }

            @Override
            public void close() {
                writer.close();
                pool.close();
            }
        };
    }

    /** An append without a worker beside it. */
    private record Direct(PostgresLog log) implements Appender {

        @Override
        public void append(String orderId, int streamVersion, OrderEvent event) {
            EventStream<OrderEvent> stream = Orders.EVENTS.stream(orderId);
            EventData data = Orders.EVENTS.encode(NewEvent.of(event), UUID::randomUUID);
            log.append(stream.name(), expected(streamVersion), List.of(data));
        }

        @Override
        public void close() {}
    }

    private static ExpectedVersion expected(int streamVersion) {
        return streamVersion == 0
                ? ExpectedVersion.none()
                : ExpectedVersion.exactly(StreamVersion.of(streamVersion - 1));
    }
}
