package io.readside.spring;

import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.StoreUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Warns at start of read models that nobody feeds. It is no error: where readers and workers are deployed apart, the readers may
 * be first, and a start that is refused would keep a roll-out from ever getting to the workers.
 */
final class FeedingCheck implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(FeedingCheck.class);

    private final ReadStore store;
    private final Feeding feeding;
    private volatile boolean running;

    FeedingCheck(ReadStore store, Feeding feeding) {
        this.store = store;
        this.feeding = feeding;
    }

    @Override
    public void start() {
        running = true;
        try {
            Reads reads = store.reads();
            feeding.findings(reads.all(), reads.beside()).forEach(LOG::warn);
        } catch (StoreUnavailable e) {
            LOG.warn("Whether each read model is fed by somebody could not be seen. {}", e.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
