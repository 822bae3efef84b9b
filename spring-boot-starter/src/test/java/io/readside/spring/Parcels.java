package io.readside.spring;

import io.readside.event.Events;
import io.readside.projection.Projection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** An application with one projection on a real database. */
@Configuration
class Parcels {

    record ParcelSent(String parcelId, String city) {}

    record Parcel(String parcelId, String city) {}

    static final Events<ParcelSent> EVENTS =
            Events.of("parcel", ParcelSent.class).type(ParcelSent.class).build();

    static final Projection<Parcel> PARCEL = Projection.named("parcel", Parcel.class)
            .from(EVENTS)
            .keyedBy(ParcelSent::parcelId)
            .put(ParcelSent.class, (row, e) -> new Parcel(e.parcelId(), e.city()))
            .build();

    static EmbeddedPostgres startPostgres() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ApplicationContextRunner application(EmbeddedPostgres postgres) {
        return application(postgres.getPostgresDatabase());
    }

    static ApplicationContextRunner application(DataSource dataSource) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ReadsideAutoConfiguration.class))
                .withUserConfiguration(Parcels.class)
                .withBean(DataSource.class, () -> dataSource)
                .withPropertyValues("readside.install-schema=true", "readside.lag-interval=0");
    }

    @Bean
    Projection<Parcel> parcel() {
        return PARCEL;
    }

    @Bean
    PlatformTransactionManager transactions(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }
}
