/**
 * The events and three read models of an order system, as a fixture of the contracts and of other tests here. It is no
 * model of an application: {@code examples/orders} shows how a user writes these.
 */
@NullMarked
package io.readside.testkit.orders;

import org.jspecify.annotations.NullMarked;
