package io.readside.spring;

import io.readside.event.EventData;
import io.readside.event.EventStream;
import io.readside.event.NewEvent;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LogUnavailable;
import io.readside.postgres.PostgresLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Appends events together with the other work of a Spring transaction: all of it or none. What is appended inside a
 * transaction is inserted just before its commit, so that a long transaction holds no subscriber back; outside of one it
 * is appended at once.
 *
 * <pre>{@code
 * @Transactional
 * public PromisedToken ship(String id) {
 *   parcels.save(…);
 *   return appender.append(PARCELS.stream(id), ExpectedVersion.any(), new ParcelShipped(id));
 * }
 * }</pre>
 *
 * <p>A stream that has another version than expected is found at the commit: it throws {@link
 * io.readside.eventlog.WrongExpectedVersion}, and nothing is kept.
 */
public final class TransactionalAppender {

    private final PostgresLog log;
    private final DataSource dataSource;
    private final Consumer<VersionToken> tokens;

    TransactionalAppender(PostgresLog log, DataSource dataSource, Consumer<VersionToken> tokens) {
        this.log = log;
        this.dataSource = dataSource;
        this.tokens = tokens;
    }

    /** Appends events to one stream. */
    @SafeVarargs
    @SuppressWarnings("varargs") // they are only read
    public final <E> PromisedToken append(EventStream<E> stream, ExpectedVersion expected, E... payloads) {
        return appendEncoded(stream, expected, stream.encode(payloads, UUID::randomUUID));
    }

    /** As {@link #append(EventStream, ExpectedVersion, Object[])}, with ids, metadata or times of the caller's own. */
    public <E> PromisedToken append(EventStream<E> stream, ExpectedVersion expected, List<NewEvent<E>> events) {
        return appendEncoded(stream, expected, stream.encode(events, UUID::randomUUID));
    }

    private PromisedToken appendEncoded(EventStream<?> stream, ExpectedVersion expected, List<EventData> encoded) {
        PromisedToken promise = new PromisedToken();
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            current().add(new BufferedAppends.Call(stream.name(), expected, encoded, promise));
        } else {
            VersionToken token = log.append(stream.name(), expected, encoded).token();
            promise.keep(token);
            tokens.accept(token);
        }
        return promise;
    }

    /** A suspended transaction takes its synchronizations along, so what is found here is of the innermost one. */
    private BufferedAppends current() {
        return TransactionSynchronizationManager.getSynchronizations().stream()
                .filter(BufferedAppends.class::isInstance)
                .map(BufferedAppends.class::cast)
                .filter(appends -> appends.log() == log)
                .findFirst()
                .orElseGet(this::register);
    }

    private BufferedAppends register() {
        if (!isOfTransaction()) {
            throw new IllegalStateException(
                    "The current transaction is not one of the log's DataSource, so the events could"
                            + " not commit with it. Append outside of it, or give Readside the DataSource of the transaction.");
        }
        BufferedAppends appends = new BufferedAppends(log, dataSource, tokens);
        TransactionSynchronizationManager.registerSynchronization(appends);
        return appends;
    }

    /** A transaction of another DataSource would lend a connection too, one that commits each statement by itself. */
    private boolean isOfTransaction() {
        if (!TransactionSynchronizationManager.hasResource(dataSource)) {
            return false;
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return !connection.getAutoCommit();
        } catch (SQLException e) {
            throw new LogUnavailable("Append in a transaction: its connection is broken. " + e.getMessage(), e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
