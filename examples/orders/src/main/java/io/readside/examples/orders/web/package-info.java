/** What all endpoints have in common: limits, problem details, and how an answer of the gate becomes a response. */
@NullMarked
package io.readside.examples.orders.web;

import org.jspecify.annotations.NullMarked;
