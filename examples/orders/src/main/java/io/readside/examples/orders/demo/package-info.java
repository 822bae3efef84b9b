/** The demonstration: an embedded PostgreSQL and the application in one process. */
@NullMarked
package io.readside.examples.orders.demo;

import org.jspecify.annotations.NullMarked;
