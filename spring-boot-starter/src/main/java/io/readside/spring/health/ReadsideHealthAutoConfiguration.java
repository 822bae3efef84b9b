package io.readside.spring.health;

import io.readside.Readside;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.spring.DeclaredVersions;
import io.readside.spring.ReadsideAutoConfiguration;
import io.readside.spring.ReadsideProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Component {@code readside} of the health endpoint, for applications with the actuator. */
@AutoConfiguration(
        after = ReadsideAutoConfiguration.class,
        beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Readside.class)
@EnableConfigurationProperties(ReadsideProperties.class)
@ConditionalOnEnabledHealthIndicator("readside")
public class ReadsideHealthAutoConfiguration {

    /** The one materialized view of a name has one version. */
    private static final int OF_VIEWS = 1;

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(name = "readsideHealthIndicator")
    HealthIndicator readsideHealthIndicator(
            Readside readside,
            ObjectProvider<Projection<?>> projections,
            ObjectProvider<MaterializedView> views,
            ReadsideProperties properties) {
        Map<String, Integer> declared = new LinkedHashMap<>();
        DeclaredVersions.newest(projections.orderedStream())
                .forEach(projection -> declared.put(projection.name(), projection.version()));
        views.orderedStream().forEach(view -> declared.put(view.name(), OF_VIEWS));
        return new ReadsideHealthIndicator(
                new ReadModelHealth(readside.monitor(), declared),
                properties.health().timeout());
    }
}
