/** An order system with CQRS: one package for the write side, one for each read model. */
@NullMarked
package io.readside.examples.orders;

import org.jspecify.annotations.NullMarked;
