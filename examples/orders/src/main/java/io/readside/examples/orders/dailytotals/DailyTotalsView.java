package io.readside.examples.orders.dailytotals;

import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

/** {@code order_daily_totals}, computed by the database from {@code order_summary}. */
@Configuration(proxyBeanMethods = false)
class DailyTotalsView {

    /** A refresh recomputes the whole view, so not for every order. */
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(2);

    @Bean
    MaterializedView dailyTotals(@Qualifier("orderSummary") Projection<?> orderSummary) throws IOException {
        String statements = new ClassPathResource("order_daily_totals.sql").getContentAsString(StandardCharsets.UTF_8);
        return MaterializedView.named("order_daily_totals", orderSummary)
                .statements(statements)
                .atMostEvery(AT_MOST_EVERY)
                .build();
    }
}
