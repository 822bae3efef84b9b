/** Faults between a program and its server: what a network does to connections, by schedule and by seed. */
@NullMarked
package io.readside.testkit.faults;

import org.jspecify.annotations.NullMarked;
