package io.readside.examples.orders.dailytotals;

import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
        return new MaterializedView("order_daily_totals", orderSummary, statements(), AT_MOST_EVERY);
    }

    private static List<String> statements() throws IOException {
        String file = new ClassPathResource("order_daily_totals.sql").getContentAsString(StandardCharsets.UTF_8);
        return Stream.of(file.split(";"))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
