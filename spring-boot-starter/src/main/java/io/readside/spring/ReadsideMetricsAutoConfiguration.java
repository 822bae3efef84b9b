package io.readside.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.readside.micrometer.ReadMetrics;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** What readers are told, as metrics, in an application that has any. */
@AutoConfiguration(
        before = ReadsideAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public class ReadsideMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ReadMetrics readsideReadMetrics(MeterRegistry registry) {
        return new ReadMetrics(registry);
    }
}
