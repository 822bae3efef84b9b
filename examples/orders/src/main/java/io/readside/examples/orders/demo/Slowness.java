package io.readside.examples.orders.demo;

import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Hands readers of a log each page with events late, so that one can watch the gate hold back what is not there yet. */
final class Slowness {

    private Duration delay = Duration.ZERO;

    /** A proxy, since of all that a log does only the reading of pages is slowed down. */
    EventLog over(EventLog log) {
        return (EventLog) Proxy.newProxyInstance(
                EventLog.class.getClassLoader(), new Class<?>[] {EventLog.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(log, arguments);
                        if (result instanceof Page page && !page.events().isEmpty()) {
                            pause();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    synchronized Duration delay() {
        return delay;
    }

    /** Holds for the pages that wait now, too: at zero they go at once. */
    synchronized void delay(Duration each) {
        delay = each;
        notifyAll();
    }

    private synchronized void pause() {
        long begun = System.nanoTime();
        try {
            for (long left = delay.toNanos(); left > 0; left = delay.toNanos() - (System.nanoTime() - begun)) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt(); // the reader sees it and ends
        }
    }
}
