package io.readside.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Signals;
import io.readside.bank.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerThreadTest {

    private final CompletableFuture<Thread> started = new CompletableFuture<>();
    private final CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private WorkerThread starting(WorkerThread.Step step) {
        WorkerThread thread = new WorkerThread(
                "works",
                () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((one, failure) -> uncaught.complete(failure));
                    started.complete(Thread.currentThread());
                    step.take();
                },
                ended::countDown);
        thread.start();
        return thread;
    }

    @Test
    void it_keeps_no_application_from_ending() {
        CompletableFuture<Boolean> daemon = new CompletableFuture<>();
        Thread main = new Thread(() -> {
            WorkerThread thread = starting(() -> new Semaphore(0).acquire());
            daemon.complete(Signals.await(started).isDaemon());
            thread.close();
        });
        main.setDaemon(false);

        main.start();

        assertThat(Signals.await(daemon)).isTrue();
    }

    @Test
    void what_it_dies_of_reaches_the_applications_handler_and_it_has_tidied_up() throws InterruptedException {
        Error deadly = new OutOfMemoryError("on purpose");

        starting(() -> {
            throw deadly;
        });
        Throwable told = Signals.await(uncaught);

        assertThat(told).isSameAs(deadly);
        ended.await();
    }

    @Test
    void what_fails_because_it_is_being_closed_is_nobodys_concern() {
        WorkerThread thread = starting(() -> {
            try {
                new Semaphore(0).acquire();
            } catch (InterruptedException e) {
                throw new IllegalStateException("as a driver that was interrupted does", e);
            }
        });
        Signals.await(started);

        thread.close();

        assertThat(uncaught).isNotDone();
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void who_is_interrupted_while_it_waits_for_the_end_stays_so() {
        Semaphore stubborn = new Semaphore(0);
        WorkerThread thread = starting(stubborn::acquireUninterruptibly);
        Signals.await(started);

        Thread.currentThread().interrupt();
        thread.close();
        boolean interrupted = Thread.interrupted();
        stubborn.release();
        thread.close();

        assertThat(interrupted).isTrue();
        assertThat(Signals.await(started).isAlive()).isFalse();
    }

    @Test
    void a_pause_ends_with_the_close() {
        CompletableFuture<WorkerThread> itself = new CompletableFuture<>();
        WorkerThread thread = starting(() -> Signals.await(itself).pause(Duration.ofDays(1)));
        itself.complete(thread);
        Threads.awaitAsleep(Signals.await(started));

        thread.close();

        assertThat(Signals.await(started).isAlive()).isFalse();
    }
}
