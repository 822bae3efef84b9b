/** One row per order: the list of a customer's orders, and the order itself. */
@NullMarked
package io.readside.examples.orders.ordersummary;

import org.jspecify.annotations.NullMarked;
