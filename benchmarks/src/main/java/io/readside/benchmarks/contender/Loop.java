package io.readside.benchmarks.contender;

import io.readside.benchmarks.contender.Contender.Appender;
import io.readside.benchmarks.contender.Contender.Following;
import io.readside.benchmarks.contender.EventPage.Numbered;
import io.readside.benchmarks.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.PGConnection;

/** Two connections and a thread that reads a page, writes it, and waits for a NOTIFY when there is none. */
final class Loop implements Following {

    static final String CHECKPOINTS =
            "create table projection_checkpoint (name text primary key, commit_pos bigint, prepare_pos bigint)";

    private static final int LONGEST_WAIT_MILLIS = 50;

    /** Writes a page, in one transaction or many, each with its checkpoint. */
    interface Writer {
        void write(List<Numbered> page, Transaction transaction) throws SQLException;
    }

    /** What the writer has at hand. */
    interface Transaction {
        SummaryTable rows();

        /** Moves the checkpoint and commits. */
        void commit(long position) throws SQLException;
    }

    private final Database database;
    private final Connection log;
    private final Connection store;
    private final String readModel;
    private final long upTo;
    private final Writer writer;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile long applied;
    private volatile boolean closing;

    /** @param store with autocommit off */
    Loop(Database log, Connection store, String readModel, long upTo, Writer writer) throws SQLException {
        this.database = log;
        this.log = log.connect();
        this.store = store;
        this.readModel = readModel;
        this.upTo = upTo;
        this.writer = writer;
        this.thread = new Thread(this::run, "loop");
        thread.start();
    }

    private void run() {
        try (SummaryTable rows = new SummaryTable(store, readModel);
                EventPage pages = new EventPage(log);
                PreparedStatement checkpoint = store.prepareStatement(
                        "insert into projection_checkpoint (name, commit_pos, prepare_pos) values (?, ?, ?)"
                                + " on conflict (name) do update set commit_pos = excluded.commit_pos,"
                                + " prepare_pos = excluded.prepare_pos");
                Statement listen = log.createStatement()) {
            listen.execute("listen events");
            Transaction transaction = new Transaction() {
                @Override
                public SummaryTable rows() {
                    return rows;
                }

                @Override
                public void commit(long position) throws SQLException {
                    checkpoint.setString(1, readModel);
                    checkpoint.setLong(2, position);
                    checkpoint.setLong(3, position);
                    checkpoint.executeUpdate();
                    store.commit();
                    applied = position;
                }
            };
            PGConnection notified = log.unwrap(PGConnection.class);
            while (!closing) {
                List<Numbered> page = pages.after(applied, upTo);
                if (page.isEmpty()) {
                    notified.getNotifications(LONGEST_WAIT_MILLIS);
                } else {
                    writer.write(page, transaction);
                }
            }
            ended.complete(null);
        } catch (SQLException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    @Override
    public void awaitApplied(long number) throws InterruptedException, ExecutionException {
        while (applied < number) {
            try {
                ended.get(1, TimeUnit.MILLISECONDS);
                throw new IllegalStateException("The loop has ended at " + applied + ".");
            } catch (TimeoutException goesOn) {
                // looks again
            }
        }
    }

    @Override
    public Appender appender() throws SQLException {
        return EventsTable.appender(database);
    }

    @Override
    public void close() throws Exception {
        closing = true;
        thread.join();
        log.close();
        store.close();
        ended.get();
    }
}
