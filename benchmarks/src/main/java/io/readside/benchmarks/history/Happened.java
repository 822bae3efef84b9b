package io.readside.benchmarks.history;

import java.time.Instant;
import java.util.UUID;

/**
 * One event as every log stores it.
 *
 * @param number its place in the history, from 1
 * @param streamVersion its place in the order's stream, from 0
 * @param data the payload, about 300 bytes of JSON
 */
public record Happened(
        long number, UUID id, String orderId, int streamVersion, String type, String data, Instant occurredAt) {

    public String stream() {
        return "order-" + orderId;
    }
}
