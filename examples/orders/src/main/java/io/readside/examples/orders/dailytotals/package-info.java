/** Orders and revenue by day and region, a materialized view. */
@NullMarked
package io.readside.examples.orders.dailytotals;

import org.jspecify.annotations.NullMarked;
