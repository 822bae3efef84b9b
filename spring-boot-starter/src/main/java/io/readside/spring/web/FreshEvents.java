package io.readside.spring.web;

import io.readside.consistency.Answer;
import io.readside.consistency.JointRead;
import io.readside.event.Checkpoint;
import io.readside.event.InvalidToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells browsers when a read model knows of their write, as server-sent events. A handler method returns the stream of one read:
 *
 * <pre>{@code
 * @GetMapping("/orders/fresh")
 * SseEmitter fresh(GatedReads reads) {
 *   return events.of(reads.of(ORDER_SUMMARY), reads);
 * }
 * }</pre>
 *
 * <p>It holds one event and ends: {@code fresh} with the token as {@code version}; {@code pending} with {@code retryAfterMs} if it
 * took longer than {@code readside.sse.wait} or nobody else may wait; {@code parked} with {@code detail}. Those who wait hold no
 * thread. Between times a comment is sent, so that the place of one who has hung up is given back within seconds.
 */
public final class FreshEvents implements DisposableBean {

    static final Duration LOOK_FOR_READER = Duration.ofSeconds(5);
    /** Write to clients, who may be slow: whoever looks for all who wait must not be held up by one of them. */
    private static final int WRITERS = 4;

    private static final Duration TO_WRITE = Duration.ofSeconds(10);

    private final Duration wait;
    private final Duration lookForReader;
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS, FreshEvents::daemon);

    /** @param lookForReader how often it is seen whether the reader is still there */
    FreshEvents(Duration wait, Duration lookForReader) {
        this.wait = wait;
        this.lookForReader = lookForReader;
    }

    /**
     * @param read of what is to know of the request's write: {@code reads.of(…)}
     * @param reads of the request
     * @throws InvalidToken if no write has returned the token, before any stream has begun
     */
    public SseEmitter of(JointRead read, GatedReads reads) {
        Answer<Checkpoint> first = read.within(Duration.ZERO).checkpoint();
        SseEmitter emitter = new SseEmitter(wait.plus(TO_WRITE).toMillis());
        Stream stream = new Stream(
                read, String.valueOf(reads.token().map(Object::toString).orElse("0")), emitter);
        emitter.onError(gone -> stream.ended = true);
        emitter.onTimeout(() -> stream.ended = true);
        emitter.onCompletion(() -> stream.ended = true);
        if (first instanceof Answer.Pending<Checkpoint>) {
            stream.await(System.nanoTime() + wait.toNanos());
        } else {
            stream.end(first);
        }
        return emitter;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "readside-fresh");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void destroy() {
        writers.shutdown();
    }

    /** One reader. */
    private final class Stream {

        private final JointRead read;
        private final String token;
        private final SseEmitter emitter;
        private volatile boolean ended;

        Stream(JointRead read, String token, SseEmitter emitter) {
            this.read = read;
            this.token = token;
            this.emitter = emitter;
        }

        void await(long deadline) {
            long begun = System.nanoTime();
            Duration left = Duration.ofNanos(Math.max(0, deadline - begun));
            Duration look = left.compareTo(lookForReader) < 0 ? left : lookForReader;
            CompletableFuture<?> unused = read.within(look)
                    .async()
                    .checkpoint()
                    .whenCompleteAsync(
                            (answer, failed) -> told(answer, failed, deadline, begun + look.toNanos()), writers);
        }

        /** An answer before its time, if it is pending, was given since there is no place to wait. */
        private void told(@Nullable Answer<Checkpoint> answer, @Nullable Throwable failed, long deadline, long inTime) {
            long now = System.nanoTime();
            if (ended) {
                return;
            }
            if (answer == null) {
                emitter.completeWithError(failed == null ? new IllegalStateException("No answer.") : failed);
            } else if (answer instanceof Answer.Pending<Checkpoint> && now >= inTime && now < deadline) {
                if (send(SseEmitter.event().comment("waiting"))) {
                    await(deadline);
                }
            } else {
                end(answer);
            }
        }

        void end(Answer<Checkpoint> answer) {
            boolean sent = send(answer.match(
                    fresh -> event("fresh", Map.of("version", token)),
                    pending -> event(
                            "pending",
                            Map.of("retryAfterMs", pending.retryAfter().toMillis())),
                    parked -> event("parked", Map.of("detail", parked.reason()))));
            if (sent) {
                emitter.complete();
            }
        }

        private static SseEmitter.SseEventBuilder event(String name, Map<String, ?> data) {
            return SseEmitter.event().name(name).data(data, MediaType.APPLICATION_JSON);
        }

        private boolean send(SseEmitter.SseEventBuilder event) {
            try {
                emitter.send(event);
                return true;
            } catch (IOException | IllegalStateException gone) {
                ended = true; // the container completes what has failed
                return false;
            }
        }
    }
}
