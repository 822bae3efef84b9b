package io.readside.benchmarks.contender;

import io.readside.benchmarks.contender.EventPage.Numbered;
import io.readside.benchmarks.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/** The loops that a team writes by hand. */
final class HandMade implements Contender {

    private final String name;
    private final Loop.Writer writer;

    private HandMade(String name, Loop.Writer writer) {
        this.name = name;
        this.writer = writer;
    }

    /** As in the article: a transaction for each event, with its checkpoint. */
    static Contender articleLoop() {
        return new HandMade("article-loop", (page, transaction) -> {
            for (Numbered event : page) {
                transaction.rows().apply(event.event());
                transaction.commit(event.position());
            }
        });
    }

    /** What a team makes of it that measures: a transaction for each page, and JDBC batches. */
    static Contender batchedLoop() {
        return new HandMade("batched-loop", (page, transaction) -> {
            transaction.rows().applyAll(page.stream().map(Numbered::event).toList());
            transaction.commit(page.get(page.size() - 1).position());
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void createStore(Database store) throws SQLException {
        store.run(SummaryTable.create("order_summary") + ";" + Loop.CHECKPOINTS);
    }

    @Override
    public void createGreen(Database store, String readModel) throws SQLException {
        store.run(SummaryTable.create(readModel));
    }

    @Override
    public long head(Database log) throws SQLException {
        return Long.parseLong(Objects.requireNonNull(log.ask("select max(position) from events")));
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
    public void announceAppends(Database log) throws SQLException {
        log.run(EventsTable.NOTIFY);
    }

    @Override
    public Following follow(Database log, Database store, String readModel, long upTo) throws SQLException {
        Connection connection = store.connectForBatches();
        connection.setAutoCommit(false);
        return new Loop(log, connection, readModel, upTo, writer);
    }

    @Override
    public Writers writers(Database log, int threads) {
        return () -> EventsTable.appender(log);
    }
}
