package io.readside.examples.orders.order;

/** So many of one article. */
public record Line(String sku, int quantity) {}
