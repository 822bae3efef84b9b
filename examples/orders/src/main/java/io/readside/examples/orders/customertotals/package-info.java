/** What each customer has ordered. */
@NullMarked
package io.readside.examples.orders.customertotals;

import org.jspecify.annotations.NullMarked;
