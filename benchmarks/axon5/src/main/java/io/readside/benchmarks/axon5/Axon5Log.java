package io.readside.benchmarks.axon5;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.readside.benchmarks.contender.Contender.Appender;
import io.readside.benchmarks.contender.Contender.Writers;
import io.readside.benchmarks.database.Database;
import io.readside.testkit.orders.OrderEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.axonframework.conversion.json.JacksonConverter;
import org.axonframework.eventsourcing.eventstore.AggregateBasedConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine.AppendTransaction;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.jpa.AggregateBasedJpaEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jpa.JpaPollingEventCoordinator;
import org.axonframework.messaging.core.EmptyApplicationContext;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.core.unitofwork.SimpleUnitOfWorkFactory;
import org.axonframework.messaging.core.unitofwork.TransactionalUnitOfWorkFactory;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.conversion.DelegatingEventConverter;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;

/** The event storage of a process: what its writers and its processor share. */
final class Axon5Log implements Writers {

    /** How often it looks for events of other processes. */
    private static final Duration POLL = Duration.ofSeconds(1);

    static final JacksonConverter CONVERTER = new JacksonConverter(new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
    static final DelegatingEventConverter EVENTS = new DelegatingEventConverter(CONVERTER);

    private final JpaTransactions transactions;
    private final UnitOfWorkFactory units;
    private final AggregateBasedJpaEventStorageEngine engine;

    Axon5Log(Database log) {
        transactions = new JpaTransactions(log, "none");
        units = new TransactionalUnitOfWorkFactory(
                transactions, new SimpleUnitOfWorkFactory(EmptyApplicationContext.INSTANCE));
        engine = new AggregateBasedJpaEventStorageEngine(
                transactions,
                transactions,
                EVENTS,
                settings -> settings.eventCoordinator(new JpaPollingEventCoordinator(transactions, POLL)));
    }

    AggregateBasedJpaEventStorageEngine engine() {
        return engine;
    }

    @Override
    public Appender next() {
        return new Appender() {
            @Override
            public void append(String orderId, int streamVersion, OrderEvent event) {
                AppendCondition condition = AppendCondition.withCriteria(EventCriteria.havingTags("order", orderId))
                        .withMarker(new AggregateBasedConsistencyMarker(orderId, streamVersion - 1));
                TaggedEventMessage<?> message = new GenericTaggedEventMessage<>(
                        new GenericEventMessage(new MessageType(event.getClass()), event),
                        Set.of(Tag.of("order", orderId)));
                units.create()
                        .executeWithResult(context -> engine.appendEvents(condition, context, List.of(message))
                                .thenCompose(append -> commit(append, context)))
                        .join();
            }

            @Override
            public void close() {}
        };
    }

    private static <R> CompletableFuture<?> commit(AppendTransaction<R> append, ProcessingContext context) {
        return append.commit(context).thenApply(result -> {
            context.runOnAfterCommit(after -> append.afterCommit(result, after).join());
            return result;
        });
    }

    @Override
    public void close() {
        engine.close();
        transactions.close();
    }
}
