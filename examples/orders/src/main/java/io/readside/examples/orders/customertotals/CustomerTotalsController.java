package io.readside.examples.orders.customertotals;

import io.readside.Readside;
import io.readside.event.VersionToken;
import io.readside.examples.orders.web.Answers;
import io.readside.examples.orders.web.Check;
import io.readside.spring.ReadsideProperties;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A customer's totals; one who has never ordered has ordered nothing. */
@RestController
class CustomerTotalsController {

    private final Readside readside;
    private final ReadsideProperties properties;
    private final Answers answers;

    CustomerTotalsController(Readside readside, ReadsideProperties properties, Answers answers) {
        this.readside = readside;
        this.properties = properties;
        this.answers = answers;
    }

    @GetMapping("/customers/{customerId}/totals")
    Object totals(@PathVariable String customerId, @RequestParam(required = false) @Nullable VersionToken after) {
        Check.name("customerId", customerId);
        return readside.read(CustomerTotalsProjection.CUSTOMER_TOTALS)
                .after(after)
                .within(properties.longestWait())
                .row(customerId)
                .match(
                        fresh -> fresh.value().orElse(new CustomerTotals(customerId, 0, BigInteger.ZERO, 0)),
                        answers::pending,
                        answers::parked);
    }
}
