package io.readside.examples.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application alone, for a PostgreSQL of one's own: {@code spring.datasource.url}. */
@SpringBootApplication
public class OrdersApplication {

    public static void main(String... args) {
        SpringApplication.run(OrdersApplication.class, args);
    }
}
