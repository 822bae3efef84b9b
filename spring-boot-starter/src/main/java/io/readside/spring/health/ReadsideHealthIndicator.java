package io.readside.spring.health;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Answers in bounded time, whatever the database does: a look that does not come back is reported as down and goes on in a thread
 * of its own, and whoever asks next waits for that same look, so that probes do not pile up behind an outage.
 */
final class ReadsideHealthIndicator implements HealthIndicator, AutoCloseable {

    private final Supplier<Health> look;
    private final Duration timeout;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread daemon = new Thread(task, "readside-health");
        daemon.setDaemon(true);
        return daemon;
    });
    private @Nullable Future<Health> running;

    /** @param timeout longest that a caller waits for a look */
    ReadsideHealthIndicator(Supplier<Health> look, Duration timeout) {
        this.look = look;
        this.timeout = timeout;
    }

    @Override
    public Health health() {
        try {
            return running().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return down("The databases of log and read models have not answered within " + timeout.toMillis()
                    + " ms (readside.health.timeout).");
        } catch (ExecutionException e) {
            return Health.down(e.getCause() == null ? e : e.getCause()).build();
        } catch (RejectedExecutionException e) {
            return down("Readside has been closed.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("Interrupted while the databases were asked.");
        }
    }

    private synchronized Future<Health> running() {
        Future<Health> current = running;
        if (current == null || current.isDone()) {
            current = thread.submit(look::get);
            running = current;
        }
        return current;
    }

    private static Health down(String error) {
        return Health.down().withDetail("error", error).build();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
