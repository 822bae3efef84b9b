package io.readside.postgres.campaign;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the ledger all the time, past every proxy, and sees whether its checkpoint ever leads its effects, trails them,
 * or goes back. A server that is down is waited for.
 */
final class Observer implements AutoCloseable {

    private static final int PACE_MILLIS = 3;

    private final Site site;
    private final Thread thread = new Thread(this::run, "observer");
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable String wrong;
    private final CountDownLatch looked = new CountDownLatch(1);
    private long checkpoint;
    private long passed;

    private Observer(Site site) {
        this.site = site;
        thread.setDaemon(true);
    }

    static Observer of(Site site) {
        Observer observer = new Observer(site);
        observer.thread.start();
        return observer;
    }

    private void run() {
        while (wrong == null && closing.getCount() > 0) {
            try (Connection store = site.store().server().connect(site.store().database());
                    Connection log = site.log().server().connect(site.log().database());
                    PreparedStatement observed = store.prepareStatement(PlainSql.statement("observed"));
                    PreparedStatement between = log.prepareStatement(PlainSql.statement("passed"))) {
                while (wrong == null && !closing.await(PACE_MILLIS, TimeUnit.MILLISECONDS)) {
                    look(observed, between);
                }
            } catch (SQLException down) {
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void pause() {
        try {
            closing.await(PACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void look(PreparedStatement observed, PreparedStatement between) throws SQLException {
        long now;
        long entries;
        long applied;
        try (ResultSet row = observed.executeQuery()) {
            if (!row.next()) {
                return; // not opened yet
            }
            now = row.getLong("checkpoint");
            entries = row.getLong("entries");
            applied = row.getLong("applied");
        }
        if (now < checkpoint) {
            wrong = "The checkpoint went back from " + checkpoint + " to " + now + ".";
            return;
        }
        between.setLong(1, checkpoint);
        between.setLong(2, now);
        try (ResultSet row = between.executeQuery()) {
            row.next();
            passed += row.getLong(1);
        }
        checkpoint = now;
        looked.countDown();
        if (entries != passed || applied != passed) {
            wrong = "At checkpoint " + now + " there are " + passed + " events, but " + entries
                    + " were applied, altogether " + applied + " times.";
        }
    }

    /** @throws AssertionError if it has ever seen anything wrong, or nothing at all */
    void require() {
        if (!await(looked)) {
            throw new AssertionError("The observer has not seen a checkpoint yet.");
        }
        if (wrong != null) {
            throw new AssertionError(wrong);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
