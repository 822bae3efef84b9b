package io.readside.benchmarks.axon5;

import io.readside.benchmarks.contender.Contender.Appender;
import io.readside.benchmarks.contender.Contender.Following;
import io.readside.benchmarks.contender.SummaryTable;
import io.readside.benchmarks.database.Database;
import io.readside.testkit.orders.OrderEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.StorageEngineBackedEventStore;
import org.axonframework.messaging.core.EmptyApplicationContext;
import org.axonframework.messaging.core.Message;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.unitofwork.SimpleUnitOfWorkFactory;
import org.axonframework.messaging.core.unitofwork.TransactionalUnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.SimpleEventBus;
import org.axonframework.messaging.eventhandling.SimpleEventHandlingComponent;
import org.axonframework.messaging.eventhandling.processing.errorhandling.PropagatingErrorHandler;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessorConfiguration;
import org.axonframework.messaging.eventhandling.processing.streaming.segmenting.EventTrackerStatus;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.jdbc.JdbcTokenStore;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.jdbc.JdbcTokenStoreConfiguration;

/** As that of Axon 4: one segment, batches of 500, a statement of its own for each event. */
final class Axon5Processor implements Following {

    private static final int BATCH = 500;

    private final Axon5Log log;
    private final JdbcTransactions store;
    private final ScheduledExecutorService coordinator = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(4);
    private final PooledStreamingEventProcessor processor;

    Axon5Processor(Database log, Database store, String readModel) {
        this.log = new Axon5Log(log);
        this.store = new JdbcTransactions(store);
        SimpleEventHandlingComponent handler = new SimpleEventHandlingComponent();
        for (Class<?> type : OrderEvent.class.getPermittedSubclasses()) {
            handler.subscribe(
                    Set.of(new QualifiedName(type)), (event, context) -> apply(event, type, this.store, readModel));
        }
        processor = new PooledStreamingEventProcessor(
                readModel,
                List.of(handler),
                settings()
                        .eventSource(new StorageEngineBackedEventStore(
                                this.log.engine(), new SimpleEventBus(), event -> Set.of()))
                        .tokenStore(tokens(this.store))
                        .coordinatorExecutor(coordinator)
                        .workerExecutor(workers)
                        .initialSegmentCount(1)
                        .batchSize(BATCH));
        processor.start().join();
    }

    private PooledStreamingEventProcessorConfiguration settings() {
        return new PooledStreamingEventProcessorConfiguration()
                .errorHandler(PropagatingErrorHandler.instance())
                .unitOfWorkFactory(new TransactionalUnitOfWorkFactory(
                        store, new SimpleUnitOfWorkFactory(EmptyApplicationContext.INSTANCE)));
    }

    static JdbcTokenStore tokens(JdbcTransactions store) {
        return new JdbcTokenStore(store, Axon5Log.CONVERTER, JdbcTokenStoreConfiguration.DEFAULT);
    }

    private static MessageStream.Empty<Message> apply(
            EventMessage event, Class<?> type, JdbcTransactions store, String readModel) {
        OrderEvent payload = (OrderEvent) Objects.requireNonNull(event.payloadAs(type, Axon5Log.EVENTS));
        try (Connection connection = store.getConnection();
                SummaryTable rows = new SummaryTable(connection, readModel)) {
            rows.apply(payload);
        } catch (SQLException e) {
            return MessageStream.failed(e);
        }
        return MessageStream.empty();
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
        return log.next();
    }

    @Override
    public void close() {
        processor.shutdown().join();
        coordinator.shutdown();
        workers.shutdown();
        log.close();
        store.close();
    }
}
