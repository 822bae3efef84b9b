package io.readside.benchmarks.contender;

import io.readside.benchmarks.contender.Contender.Appender;
import io.readside.benchmarks.contender.Contender.Following;
import io.readside.testkit.orders.OrderEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.AxonThreadFactory;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;

/**
 * A pooled streaming processor. The default handles one event a transaction in 16 segments; batches of 500 in one segment are the
 * fastest that was found.
 */
final class AxonProcessor implements Following {

    private static final int BATCH = 500;

    private final AxonTransactions log;
    private final AxonTransactions store;
    private final EmbeddedEventStore events;
    private final ScheduledExecutorService coordinator = executor(1, "coordinator");
    private final ScheduledExecutorService workers = executor(4, "worker");
    private final PooledStreamingEventProcessor processor;

    AxonProcessor(AxonTransactions log, AxonTransactions store, String readModel) {
        this.log = log;
        this.store = store;
        this.events = AxonContender.eventStore(log);
        this.processor = PooledStreamingEventProcessor.builder()
                .name(readModel)
                .messageSource(events)
                .tokenStore(AxonContender.tokens(store))
                .transactionManager(store)
                .eventHandlerInvoker(SimpleEventHandlerInvoker.builder()
                        .eventHandlers(new Handler(store, readModel))
                        .build())
                .errorHandler(PropagatingErrorHandler.instance())
                .coordinatorExecutor(coordinator)
                .workerExecutor(workers)
                .initialSegmentCount(1)
                .batchSize(BATCH)
                .build();
        processor.start();
    }

    private static ScheduledExecutorService executor(int threads, String name) {
        return Executors.newScheduledThreadPool(threads, new AxonThreadFactory(name));
    }

    /** Writes each event by a statement of its own, in the batch's transaction. */
    static final class Handler {

        private final AxonTransactions store;
        private final String readModel;

        Handler(AxonTransactions store, String readModel) {
            this.store = store;
            this.readModel = readModel;
        }

        @EventHandler
        void on(OrderEvent event) throws SQLException {
            try (Connection connection = store.getConnection();
                    SummaryTable rows = new SummaryTable(connection, readModel)) {
                rows.apply(event);
            }
        }
    }

    @Override
    public void awaitApplied(long number) throws InterruptedException {
        while (position() < number) {
            if (processor.isError()) {
                throw new IllegalStateException("Axon's processor has failed: " + processor.processingStatus());
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private long position() {
        EventTrackerStatus status = processor.processingStatus().get(0);
        return status == null ? 0 : status.getCurrentPosition().orElse(0);
    }

    @Override
    public Appender appender() {
        return new AxonContender.Publisher(events, log);
    }

    @Override
    public void close() {
        processor.shutDown();
        events.shutDown();
        coordinator.shutdown();
        workers.shutdown();
        log.close();
        store.close();
    }
}
