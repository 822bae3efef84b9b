/** What the warehouse still has to pick: one row per order and sku, gone when the order is shipped or cancelled. */
@NullMarked
package io.readside.examples.orders.picklist;

import org.jspecify.annotations.NullMarked;
