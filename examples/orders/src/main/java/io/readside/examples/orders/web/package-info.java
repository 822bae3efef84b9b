/** What all endpoints have in common: limits and problem details. */
@NullMarked
package io.readside.examples.orders.web;

import org.jspecify.annotations.NullMarked;
