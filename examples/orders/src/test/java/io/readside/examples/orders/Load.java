package io.readside.examples.orders;

import io.readside.examples.orders.Api.Reply;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A client that sends commands one after the other, sensible ones and others, and notes what was acknowledged. */
final class Load {

    private final Api api;
    private final Random random;
    private final List<String> ids = new ArrayList<>();
    private final List<Reply> acknowledged = new ArrayList<>();

    Load(Api api, Random random) {
        this.api = api;
        this.random = random;
    }

    /** Each is a 202 that the client has seen. */
    List<Reply> acknowledged() {
        return acknowledged;
    }

    /** @return whether the server was there, whatever it answered */
    boolean step() {
        try {
            Reply reply = send();
            if (reply.status() == 202) {
                acknowledged.add(reply);
                ids.add(reply.orderId());
            }
            return reply.status() != 503;
        } catch (UncheckedIOException down) {
            return false;
        }
    }

    private Reply send() {
        String sku = "sku-" + random.nextInt(3);
        if (ids.isEmpty() || random.nextInt(3) == 0) {
            String lines = random.nextInt(5) == 0
                    ? ""
                    : ",\"lines\":[{\"sku\":\"sku-0\",\"quantity\":2},{\"sku\":\"" + sku + "\",\"quantity\":3}]";
            return api.post(
                    "/orders",
                    "{\"customerId\":\"c-" + random.nextInt(5) + "\",\"region\":\"r-" + random.nextInt(2)
                            + "\",\"totalCents\":" + random.nextInt(10_000) + lines + "}");
        }
        String order = "/orders/" + ids.get(random.nextInt(ids.size()));
        return switch (random.nextInt(5)) {
            case 0 -> api.post(order + "/payment", "{\"amountCents\":1}");
            case 1, 2 -> api.post(order + "/items", "{\"sku\":\"" + sku + "\",\"quantity\":1}");
            case 3 -> api.post(order + "/shipment", "{}");
            default -> api.post(order + "/cancellation", "{\"reason\":\"changed mind\"}");
        };
    }
}
