package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.support.FreshDatabase;
import java.sql.SQLException;
import java.time.Duration;

/** Waits for what another thread does, by looking. */
final class Awaiting {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private Awaiting() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime())
                    .as("not within %s: %s", PATIENCE, what)
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** @param condition of SQL */
    static void until(FreshDatabase database, String condition) throws Exception {
        until(condition, () -> holds(database, condition));
    }

    static boolean holds(FreshDatabase database, String condition) throws SQLException {
        return Boolean.TRUE.equals(database.value("select " + condition));
    }
}
