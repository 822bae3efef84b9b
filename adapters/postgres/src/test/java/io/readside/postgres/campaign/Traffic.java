package io.readside.postgres.campaign;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.VersionToken;
import io.readside.postgres.PostgresLog;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A writer that never rests, so that a fault always meets a batch. */
final class Traffic implements AutoCloseable {

    private static final int ORDERS = 20_000;
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(15);

    private final HikariDataSource pool;
    private final PostgresLog log;
    private final History history;
    private final Thread writer;
    private volatile boolean ends;

    private Traffic(Site.Place place, long seed) {
        pool = place.server().pool(place.database(), place.server().port(), 2);
        log = PostgresLog.of(pool);
        history = new History(log, seed, ORDERS);
        writer = new Thread(() -> write(new Random(seed)), "writer");
        writer.setDaemon(true);
    }

    static Traffic start(Site.Place log, long seed) {
        Traffic traffic = new Traffic(log, seed);
        traffic.writer.start();
        return traffic;
    }

    private void write(Random random) {
        while (!ends && !history.isOver()) {
            history.append(1);
            LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE));
        }
    }

    /** Ends it, and says what it has appended last. */
    VersionToken end() {
        ends = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return history.token();
    }

    /** One event more, after the end. */
    void appendOne() {
        history.append(1);
    }

    int events() {
        return history.acknowledged();
    }

    @Override
    public void close() {
        end();
        log.close();
        pool.close();
    }
}
