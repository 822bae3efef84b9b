package io.readside.spring;

import io.readside.event.EventData;
import io.readside.event.StreamName;
import io.readside.event.VersionToken;
import io.readside.eventlog.Appended;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.AppendBuffer;
import io.readside.postgres.PostgresLog;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;

/** What one transaction appends, until its commit. */
final class BufferedAppends implements TransactionSynchronization {

    private final PostgresLog log;
    private final DataSource dataSource;
    private final Consumer<VersionToken> tokens;
    private final List<Call> calls = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> callsBefore = new IdentityHashMap<>();
    private List<Appended> inserted = List.of();

    BufferedAppends(PostgresLog log, DataSource dataSource, Consumer<VersionToken> tokens) {
        this.log = log;
        this.dataSource = dataSource;
        this.tokens = tokens;
    }

    record Call(StreamName stream, ExpectedVersion expected, List<EventData> events, PromisedToken promise) {}

    PostgresLog log() {
        return log;
    }

    void add(Call call) {
        if (!inserted.isEmpty()) {
            throw new IllegalStateException(
                    "The events of this transaction are inserted already: its commit has begun.");
        }
        calls.add(call);
    }

    @Override
    public void savepoint(Object savepoint) {
        callsBefore.put(savepoint, calls.size());
    }

    /** A savepoint that is not known here is older than the first call. */
    @Override
    public void savepointRollback(Object savepoint) {
        calls.subList(callsBefore.getOrDefault(savepoint, 0), calls.size()).clear();
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try (AppendBuffer buffer = log.buffer(connection)) {
            calls.forEach(call -> buffer.append(call.stream(), call.expected(), call.events()));
            inserted = buffer.flush();
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    @Override
    public void afterCommit() {
        for (int i = 0; i < inserted.size(); i++) {
            calls.get(i).promise().keep(inserted.get(i).token());
        }
        log.signal();
        inserted.forEach(appended -> tokens.accept(appended.token()));
    }
}
