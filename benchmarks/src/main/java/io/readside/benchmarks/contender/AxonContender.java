package io.readside.benchmarks.contender;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.readside.benchmarks.database.Database;
import io.readside.testkit.orders.OrderEvent;
import java.sql.SQLException;
import java.util.Objects;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.PostgresTokenTableFactory;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.PostgresEventTableFactory;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.json.JacksonSerializer;

/** Axon Framework 4 without Axon Server: events, tokens and rows in PostgreSQL over JDBC. */
final class AxonContender implements Contender {

    private static final int POOL = 24;
    private static final Serializer SERIALIZER = JacksonSerializer.builder()
            .objectMapper(new ObjectMapper().registerModule(new JavaTimeModule()))
            .lenientDeserialization()
            .build();

    private static final String FILL = """
            insert into domainevententry (globalindex, aggregateidentifier, sequencenumber, type, eventidentifier,
                metadata, payload, payloadtype, timestamp)
            select position, substr(stream, 7), stream_version, 'order', id,
                '{}', convert_to(data::text, 'UTF8'), 'io.readside.testkit.orders.OrderEvent$' || type,
                to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
            from readside.log
            where position <= %d
            order by position""";

    @Override
    public String name() {
        return "axon";
    }

    static AxonTransactions transactions(Database database) {
        return new AxonTransactions(database.pool(POOL));
    }

    static JdbcEventStorageEngine engine(AxonTransactions log) {
        return JdbcEventStorageEngine.builder()
                .connectionProvider(log)
                .transactionManager(log)
                .eventSerializer(SERIALIZER)
                .snapshotSerializer(SERIALIZER)
                .build();
    }

    static EmbeddedEventStore eventStore(AxonTransactions log) {
        return EmbeddedEventStore.builder().storageEngine(engine(log)).build();
    }

    static JdbcTokenStore tokens(AxonTransactions store) {
        return JdbcTokenStore.builder()
                .connectionProvider(store)
                .serializer(SERIALIZER)
                .build();
    }

    @Override
    public void createStore(Database store) throws SQLException {
        store.run(SummaryTable.create("order_summary"));
        try (AxonTransactions transactions = transactions(store)) {
            tokens(transactions).createSchema(PostgresTokenTableFactory.INSTANCE);
        }
    }

    @Override
    public void createGreen(Database store, String readModel) throws SQLException {
        store.run(SummaryTable.create(readModel));
    }

    @Override
    public long head(Database log) throws SQLException {
        return Long.parseLong(Objects.requireNonNull(log.ask("select max(globalindex) from domainevententry")));
    }

    @Override
    public void createLog(Database log) {
        try (AxonTransactions transactions = transactions(log)) {
            engine(transactions).createSchema(PostgresEventTableFactory.INSTANCE);
        }
    }

    @Override
    public void fillLog(Database log, long events) throws SQLException {
        createLog(log);
        log.run(FILL.formatted(events) + "; analyze domainevententry");
        log.run("vacuum (freeze) domainevententry");
    }

    @Override
    public Following follow(Database log, Database store, String readModel, long upTo) {
        return new AxonProcessor(transactions(log), transactions(store), readModel);
    }

    @Override
    public Writers writers(Database log, int threads) {
        AxonTransactions transactions = transactions(log);
        EmbeddedEventStore store = eventStore(transactions);
        return new Writers() {
            @Override
            public Appender next() {
                return new Publisher(store, transactions);
            }

            @Override
            public void close() {
                store.shutDown();
                transactions.close();
            }
        };
    }

    /** Publishes in a unit of work, as an aggregate's repository does. */
    static final class Publisher implements Appender {

        private final EmbeddedEventStore store;
        private final AxonTransactions transactions;

        Publisher(EmbeddedEventStore store, AxonTransactions transactions) {
            this.store = store;
            this.transactions = transactions;
        }

        @Override
        public void append(String orderId, int streamVersion, OrderEvent event) {
            UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
            unit.attachTransaction(transactions);
            store.publish(new GenericDomainEventMessage<>("order", orderId, streamVersion, event));
            unit.commit();
        }

        @Override
        public void close() {}
    }
}
