package io.readside.postgres.honesty;

import io.readside.event.VersionToken;
import io.readside.postgres.honesty.Told.Way;
import io.readside.projection.FoldProjection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who writes and reads with the highest token so far, in turns drawn by a seed: writes for the read models and others,
 * some in transactions that stay open for a while or are rolled back, reads in every way. Now and then it takes over the token
 * of another session.
 */
final class Session implements Runnable {

    /** Few enough for a key to be read by those who did not write it. */
    private static final int KEYS = 24;

    private static final List<Way> WAYS = List.of(Way.values());
    private static final List<Duration> WAITS = List.of(Duration.ZERO, Duration.ofMillis(30), Duration.ofSeconds(2));
    private static final long LONGEST_OPEN = TimeUnit.MILLISECONDS.toNanos(8);

    private final Scene scene;
    private final Writer writer;
    private final Random random;
    private final Asking asking;
    private final Handed handed;
    private final AtomicLong left;
    private final List<Told> told = new ArrayList<>();
    private @Nullable VersionToken token;
    private String lastKey = "0";

    /**
     * @param handed where sessions take over tokens
     * @param left reads to be made by all sessions together; negative: it ends
     */
    Session(Scene scene, String name, long seed, Handed handed, AtomicLong left) {
        this.scene = scene;
        this.writer = scene.writer();
        this.random = new Random(seed);
        this.asking = new Asking(scene, name);
        this.handed = handed;
        this.left = left;
    }

    /** A token on its way from one session to another. */
    static final class Handed {

        private @Nullable VersionToken token;

        synchronized @Nullable VersionToken swap(@Nullable VersionToken own) {
            VersionToken before = token;
            token = own;
            return before;
        }
    }

    static String key(Random random) {
        return Integer.toString(random.nextInt(KEYS));
    }

    /** In their order; not before it has ended. */
    List<Told> told() {
        return told;
    }

    @Override
    public void run() {
        try {
            while (left.get() > 0) {
                switch (random.nextInt(80)) {
                    case 0, 1 -> know(writer.hum("tune"));
                    case 2, 3 -> know(writer.note(draw()));
                    case 4, 5 -> writeInATransaction();
                    case 6, 7 -> know(handed.swap(token));
                    default -> read();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void know(@Nullable VersionToken other) {
        VersionToken own = token;
        token = own == null || other == null ? (own == null ? other : own) : own.merge(other);
    }

    private String draw() {
        lastKey = key(random);
        return lastKey;
    }

    private void writeInATransaction() throws SQLException {
        try (Writer.Open open = writer.open()) {
            VersionToken written = open.note(draw());
            if (random.nextBoolean()) {
                written = open.hum("aside");
            }
            LockSupport.parkNanos(random.nextLong(LONGEST_OPEN)); // the load: others commit higher positions
            if (random.nextInt(8) == 0) {
                open.rollBack();
            } else {
                open.commit();
                know(written);
            }
        }
    }

    private void read() {
        FoldProjection<Note> model = scene.models().get(random.nextInt(2));
        Way way = WAYS.get(random.nextInt(WAYS.size()));
        String key = random.nextBoolean() ? lastKey : key(random);
        VersionToken after = random.nextInt(20) == 0 ? null : token;
        Duration within = way == Way.SQL || way == Way.SNAPSHOT
                ? Duration.ZERO // it waits for nothing
                : WAITS.get(random.nextInt(WAITS.size()));
        List<Told> answers = asking.ask(scene.anywhere(random.nextBoolean()), way, model, key, after, within);
        told.addAll(answers);
        left.addAndGet(-answers.size());
    }
}
