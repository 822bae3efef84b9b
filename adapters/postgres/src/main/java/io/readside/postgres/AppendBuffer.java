package io.readside.postgres;

import io.readside.event.EventData;
import io.readside.event.EventStream;
import io.readside.event.StreamName;
import io.readside.event.VersionToken;
import io.readside.eventlog.Appended;
import io.readside.eventlog.ExpectedVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Appends that wait for the end of the caller's transaction. An event holds every subscriber back from its insert to
 * its commit, so it is inserted last: collect here while the transaction does its work, call {@link #flush()} as its
 * last statement, then commit.
 *
 * <pre>{@code
 * try (AppendBuffer buffer = log.buffer(connection)) {
 *     buffer.append(ORDERS.stream("42"), ExpectedVersion.none(), placed);
 *     … // the transaction's own work
 *     buffer.flush();
 * }
 * connection.commit();
 * log.signal();
 * }</pre>
 *
 * <p>For one thread, as its connection is.
 */
public final class AppendBuffer implements AutoCloseable {

    private final Connection connection;
    private final List<LogWriter.Call> calls = new ArrayList<>();
    private List<Appended> flushed = List.of();
    private boolean open = true;

    AppendBuffer(Connection connection) {
        this.connection = connection;
    }

    /**
     * Collects an append. Its errors come from {@link #flush()}.
     *
     * @param events at least one
     */
    public void append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
        requireOpen("append");
        calls.add(new LogWriter.Call(stream, expected, events));
    }

    /** As {@link #append(StreamName, ExpectedVersion, List)}, for payloads of a category. */
    @SafeVarargs
    @SuppressWarnings("varargs") // they are only read
    public final <E> void append(EventStream<E> stream, ExpectedVersion expected, E... payloads) {
        append(stream.name(), expected, stream.encode(payloads, UUID::randomUUID));
    }

    /**
     * Inserts what was collected. If it throws, the transaction can only be rolled back.
     *
     * @return one result for each append, in their order; empty if there was none
     */
    public List<Appended> flush() {
        requireOpen("flush");
        if (isAutoCommit()) {
            throw new IllegalStateException("The buffer's connection is in auto-commit mode, so its appends would not"
                    + " belong to a transaction. Call setAutoCommit(false) before log.buffer(…).");
        }
        open = false;
        if (!calls.isEmpty()) {
            flushed = LogWriter.appendAll(connection, calls);
        }
        return flushed;
    }

    /**
     * What covers all appends of this buffer; worth something only once the transaction has committed.
     *
     * @throws IllegalStateException before {@link #flush()}, and if nothing was appended
     */
    public VersionToken token() {
        return flushed.stream()
                .map(Appended::token)
                .reduce(VersionToken::merge)
                .orElseThrow(() -> new IllegalStateException(
                        open
                                ? "The token is known after flush(), which " + calls.size() + " append(s) wait for."
                                : "Nothing was appended through this buffer, so there is no token."));
    }

    /** @throws IllegalStateException if appends were collected and never flushed */
    @Override
    public void close() {
        if (open && !calls.isEmpty()) {
            open = false;
            throw new IllegalStateException("Appends collected and never inserted: " + calls.size()
                    + ". Call flush() as the last statement before the commit.");
        }
        open = false;
    }

    private void requireOpen(String verb) {
        if (!open) {
            throw new IllegalStateException("This buffer was flushed or closed and takes no " + verb
                    + ". Take a new one: log.buffer(connection).");
        }
    }

    private boolean isAutoCommit() {
        try {
            return connection.getAutoCommit();
        } catch (SQLException e) {
            throw Failures.of("Flush " + calls.size() + " appends", e);
        }
    }
}
