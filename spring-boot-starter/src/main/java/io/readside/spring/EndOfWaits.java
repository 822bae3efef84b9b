package io.readside.spring;

import io.readside.Readside;
import org.springframework.context.SmartLifecycle;

/**
 * Tells readers who wait that it is over, before the web server waits for their requests to end: a graceful shutdown would
 * otherwise take as long as the longest wait.
 */
final class EndOfWaits implements SmartLifecycle {

    /** Higher than that of the web server's graceful shutdown, which is 1024 below the default: stops before it. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

    private final Readside readside;
    private volatile boolean running;

    EndOfWaits(Readside readside) {
        this.readside = readside;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        readside.endWaits();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Waits that were ended do not begin again. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
