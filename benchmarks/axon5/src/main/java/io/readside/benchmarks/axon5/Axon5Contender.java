package io.readside.benchmarks.axon5;

import io.readside.benchmarks.contender.Contender;
import io.readside.benchmarks.contender.SummaryTable;
import io.readside.benchmarks.database.Database;
import java.sql.SQLException;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.jdbc.PostgresTokenTableFactory;

/** Axon Framework 5: events over JPA, for which it has the only storage engine in a database; tokens and rows over JDBC. */
public final class Axon5Contender implements Contender {

    private static final String FILL = """
            insert into aggregateevententry (globalindex, aggregatetype, aggregateidentifier, aggregatesequencenumber,
                identifier, type, version, metadata, payload, timestamp)
            select position, 'order', substr(stream, 7), stream_version,
                id, 'io.readside.testkit.orders.OrderEvent$' || type, '0.0.1', '{}', convert_to(data::text, 'UTF8'),
                to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
            from readside.log
            where position <= %d
            order by position""";

    @Override
    public String name() {
        return "axon5";
    }

    @Override
    public void createStore(Database store) throws SQLException {
        store.run(SummaryTable.create("order_summary"));
        try (JdbcTransactions transactions = new JdbcTransactions(store)) {
            Axon5Processor.tokens(transactions).createSchema(PostgresTokenTableFactory.INSTANCE);
        }
    }

    @Override
    public void createLog(Database log) {
        new JpaTransactions(log, "create").close();
    }

    @Override
    public void fillLog(Database log, long events) throws SQLException {
        createLog(log);
        log.run(FILL.formatted(events));
        log.run("vacuum (freeze, analyze) aggregateevententry");
    }

    @Override
    public Following follow(Database log, Database store, String readModel, long upTo) {
        return new Axon5Processor(log, store, readModel);
    }

    @Override
    public Writers writers(Database log, int threads) {
        return new Axon5Log(log);
    }
}
