package io.readside.examples.orders.demo;

import io.readside.eventlog.EventLog;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresSchema;
import io.readside.spring.ReadsideProperties;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;

/** Puts a log that can be slowed down in the place of the starter's, in the demonstration only. */
@Profile(SlowProjections.PROFILE)
@Configuration(proxyBeanMethods = false)
public class SlowProjections {

    public static final String PROFILE = "demo";

    @Bean
    Slowness slowness() {
        return new Slowness();
    }

    @Bean
    PostgresLog log(DataSource dataSource, ReadsideProperties properties) {
        if (properties.installSchema()) {
            PostgresSchema.installLog(dataSource);
        }
        return PostgresLog.of(dataSource);
    }

    @Bean(destroyMethod = "") // it has nothing to close but the log, which is a bean
    @Primary
    EventLog slowLog(PostgresLog log, Slowness slowness) {
        return slowness.over(log);
    }
}
