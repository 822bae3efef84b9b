package io.readside.examples.orders.orderhistory;

import java.time.Instant;

/** A row of {@code customer_order_history}. */
record HistoryRow(String orderId, String customerId, Instant placedAt, long totalCents, String status) {}
