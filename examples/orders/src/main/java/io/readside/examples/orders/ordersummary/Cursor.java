package io.readside.examples.orders.ordersummary;

import io.readside.examples.orders.web.Check;
import io.readside.examples.orders.web.Invalid;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where the next page of the list begins: after this order. Opaque to clients. */
record Cursor(Instant placedAt, String orderId) {

    static Cursor after(OrderSummary last) {
        return new Cursor(last.placedAt(), last.orderId());
    }

    /** @throws Invalid if no list has returned it */
    static @Nullable Cursor parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = decoded.indexOf(' ');
            Cursor cursor = new Cursor(
                    Instant.parse(decoded.substring(0, Math.max(0, space))),
                    Check.name("The order's id", decoded.substring(space + 1)));
            if (cursor.toString().equals(text)) {
                return cursor;
            }
        } catch (DateTimeException | IllegalArgumentException malformed) {
            // said below
        }
        throw new Invalid("cursor is not one that a list has returned. Leave it out to begin with the newest order.");
    }

    @Override
    public String toString() {
        String text = placedAt + " " + orderId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
