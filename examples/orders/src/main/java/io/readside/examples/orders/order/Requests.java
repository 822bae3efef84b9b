package io.readside.examples.orders.order;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.readside.examples.orders.web.Check;
import io.readside.examples.orders.web.Invalid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of the commands. Each checks itself, so that none exists that breaks a limit. */
final class Requests {

    static final long MAX_CENTS = 1_000_000_000_000_000L;
    private static final int MAX_LINES = 1000;
    private static final int MAX_QUANTITY = 1_000_000;

    private Requests() {}

    /** @param lines may be left out */
    record PlaceOrder(
            String customerId,
            String region,
            @JsonProperty(required = true) long totalCents,
            @Nullable List<Item> lines) {

        PlaceOrder {
            Check.name("customerId", customerId);
            Check.name("region", region);
            Check.between("totalCents", 0, MAX_CENTS, totalCents);
            if (lines != null) {
                Check.between("The number of lines", 0, MAX_LINES, lines.size());
                if (lines.contains(null)) {
                    throw new Invalid("lines holds null; send only lines, each with sku and quantity.");
                }
            }
        }

        @Nullable
        List<Line> eventLines() {
            return lines == null ? null : lines.stream().map(Item::line).toList();
        }
    }

    record Item(String sku, @JsonProperty(required = true) int quantity) {

        Item {
            Check.name("sku", sku);
            Check.between("quantity", 1, MAX_QUANTITY, quantity);
        }

        Line line() {
            return new Line(sku, quantity);
        }
    }

    record Payment(@JsonProperty(required = true) long amountCents) {

        Payment {
            Check.between("amountCents", 1, MAX_CENTS, amountCents);
        }
    }

    record Shipment() {}

    record Cancellation(String reason) {

        Cancellation {
            Check.text("reason", reason, 500);
        }
    }
}
