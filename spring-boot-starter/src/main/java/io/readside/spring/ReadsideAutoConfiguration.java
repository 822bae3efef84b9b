package io.readside.spring;

import io.readside.Readside;
import io.readside.consistency.ReadListener;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.readstore.ReadStore;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.convert.converter.Converter;

/**
 * Sets up Readside over the application's DataSource, with a worker for each bean that is a {@link Projection} or a
 * {@link MaterializedView}. Several versions of a projection may be beans: the newest is run, with those that it replaces. Every bean gives way to one of the application's own.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration"
        })
@ConditionalOnProperty(name = "readside.enabled", matchIfMissing = true)
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties(ReadsideProperties.class)
public class ReadsideAutoConfiguration {

    /** Qualifier of a second DataSource, for a read store in a database of its own. */
    public static final String STORE_DATA_SOURCE = "readsideStoreDataSource";

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(EventLog.class)
    PostgresLog readsideLog(DataSource dataSource, ReadsideProperties properties) {
        if (properties.installSchema()) {
            PostgresSchema.installLog(dataSource);
        }
        return PostgresLog.of(dataSource);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    ReadStore readsideStore(
            DataSource dataSource,
            @Qualifier(STORE_DATA_SOURCE) ObjectProvider<DataSource> own,
            ReadsideProperties properties) {
        DataSource chosen = own.getIfAvailable(() -> dataSource);
        if (properties.installSchema()) {
            PostgresReadStore.installSchema(chosen);
        }
        return PostgresReadStore.of(chosen);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Readside readside(
            EventLog log,
            ReadStore store,
            ObjectProvider<Projection<?>> projections,
            ObjectProvider<MaterializedView> views,
            ObjectProvider<TokenListener> listeners,
            ObjectProvider<ReadListener> readListeners,
            ReadsideProperties properties) {
        Readside.Builder builder = Readside.on(log, store)
                .onToken(toAll(listeners))
                .readListener(toEach(readListeners))
                .batchSizeEvents(properties.batchSizeEvents())
                .batchSizeBytes(properties.batchSizeBytes().toBytes())
                .leaseTerm(properties.leaseTerm())
                .maxWaiters(properties.maxWaiters())
                .maxAsyncWaiters(properties.maxAsyncWaiters())
                .rebuildShare(properties.rebuild().share())
                .swaps(properties.rebuild().swaps());
        if (properties.rebuild().byItself()) {
            builder.rebuildsByItself();
        }
        if (!properties.reconcile().every().isZero()) {
            builder.reconcileEvery(properties.reconcile().every());
        }
        DeclaredVersions.newest(projections.orderedStream()).forEach(builder::project);
        views.orderedStream().forEach(builder::refresh);
        return properties.workers() ? builder.start() : builder.connect();
    }

    private static ReadListener toEach(ObjectProvider<ReadListener> listeners) {
        List<ReadListener> told = listeners.orderedStream().toList();
        return (models, answer, waited) -> told.forEach(listener -> listener.answered(models, answer, waited));
    }

    private static Consumer<VersionToken> toAll(ObjectProvider<TokenListener> listeners) {
        List<TokenListener> told = listeners.orderedStream().toList();
        return token -> told.forEach(listener -> listener.written(token));
    }

    @Bean
    ReadsideLifecycle readsideLifecycle(Readside readside, ReadsideProperties properties) {
        return new ReadsideLifecycle(readside, properties.lagInterval());
    }

    @Bean
    EndOfWaits readsideEndOfWaits(Readside readside) {
        return new EndOfWaits(readside);
    }

    /** Needs the Readside, which has opened what is new in the store. */
    @Bean
    @DependsOn("readside")
    @ConditionalOnBean(name = "readside")
    FeedingCheck readsideFeedingCheck(
            ReadStore store,
            ObjectProvider<Projection<?>> projections,
            ObjectProvider<MaterializedView> views,
            ReadsideProperties properties) {
        return new FeedingCheck(
                store,
                new Feeding(
                        DeclaredVersions.newest(projections.orderedStream()),
                        views.orderedStream().toList(),
                        properties.workers()));
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(PostgresLog.class)
    TransactionalAppender readsideTransactionalAppender(
            PostgresLog log, DataSource dataSource, ObjectProvider<TokenListener> listeners) {
        return new TransactionalAppender(log, dataSource, toAll(listeners));
    }

    @Bean
    Converter<String, VersionToken> readsideVersionTokenConverter() {
        return new VersionTokenConverter();
    }
}
