package io.readside.examples.orders.customertotals;

import io.readside.consistency.Answer;
import io.readside.examples.orders.web.Check;
import io.readside.spring.web.GatedReads;
import java.math.BigInteger;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A customer's totals; one who has never ordered has ordered nothing. */
@RestController
class CustomerTotalsController {

    @GetMapping("/customers/{customerId}/totals")
    Answer<CustomerTotals> totals(GatedReads reads, @PathVariable String customerId) {
        Check.name("customerId", customerId);
        return reads.of(CustomerTotalsProjection.CUSTOMER_TOTALS)
                .row(customerId)
                .map(row -> row.orElse(new CustomerTotals(customerId, 0, BigInteger.ZERO, 0)));
    }
}
