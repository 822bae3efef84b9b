/** The orders of a customer through time, kept by statements of SQL. */
@NullMarked
package io.readside.examples.orders.orderhistory;

import org.jspecify.annotations.NullMarked;
