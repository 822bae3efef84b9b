package io.readside.benchmarks.history;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;

/** What stands in an order's events; the same for an order each time it is asked, so nothing of it is remembered. */
final class Payloads {

    private static final int CUSTOMERS = 50_000;
    private static final long TEN_DIGITS = 101_559_956_668_416L; // 36 to the 9th

    private final long seed;

    Payloads(long seed) {
        this.seed = seed;
    }

    enum Kind {
        PLACED("OrderPlaced", "placedAt"),
        PAID("PaymentCaptured", "capturedAt"),
        SHIPPED("OrderShipped", "shippedAt"),
        CANCELLED("OrderCancelled", "cancelledAt");

        private final String type;
        private final String time;

        Kind(String type, String time) {
            this.type = type;
            this.time = time;
        }

        String type() {
            return type;
        }
    }

    private SplittableRandom of(long order) {
        return new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + order);
    }

    /** Keys come in no order, as UUIDs do. */
    String orderId(long order) {
        SplittableRandom random = of(order);
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    Kind kind(long order, int streamVersion) {
        return switch (streamVersion) {
            case 0 -> Kind.PLACED;
            case 1 -> Kind.PAID;
            default -> order % 5 == 0 ? Kind.CANCELLED : Kind.SHIPPED;
        };
    }

    /** Writers put more into events than a read model needs: lines and customer stand in all of them. */
    String json(Kind kind, long order, Instant at) {
        SplittableRandom random = of(order);
        StringBuilder json = new StringBuilder(320).append("{\"orderId\":\"");
        json.append(new UUID(random.nextLong(), random.nextLong()));
        json.append("\",\"customerId\":\"customer-").append(random.nextInt(CUSTOMERS));
        json.append("\",\"region\":\"")
                .append(random.nextBoolean() ? "eu" : "us")
                .append("\",");
        int cents = random.nextInt(100, 100_000);
        switch (kind) {
            case PLACED -> json.append("\"totalCents\":").append(cents).append(',');
            case PAID -> json.append("\"amountCents\":").append(cents).append(',');
            case CANCELLED -> json.append("\"reason\":\"changed my mind\",");
            case SHIPPED -> {}
        }
        json.append("\"channel\":\"web shop\",\"lines\":[");
        for (int line = 0; line < 3; line++) {
            json.append(line == 0 ? "" : ",").append("{\"sku\":\"sku-");
            json.append(Long.toString(random.nextLong(TEN_DIGITS, 36 * TEN_DIGITS), 36));
            json.append("-").append(line).append("\",\"quantity\":").append(random.nextInt(1, 10));
            json.append('}');
        }
        return json.append("],\"")
                .append(kind.time)
                .append("\":\"")
                .append(at)
                .append("\"}")
                .toString();
    }
}
