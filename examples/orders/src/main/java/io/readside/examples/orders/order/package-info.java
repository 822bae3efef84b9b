/** The write side: what happened to an order, and what may happen next. */
@NullMarked
package io.readside.examples.orders.order;

import org.jspecify.annotations.NullMarked;
