package io.readside.examples.orders.ordersummary;

import io.readside.Readside;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Creates {@code order_events_placed}, for the query that compares the read model with the log. */
@Component
class OrderEventsPlaced {

    /** @param readside not used; the read model exists once it does */
    OrderEventsPlaced(JdbcClient jdbc, Readside readside) throws IOException {
        jdbc.sql(new ClassPathResource("order_events_placed.sql").getContentAsString(StandardCharsets.UTF_8))
                .update();
    }
}
