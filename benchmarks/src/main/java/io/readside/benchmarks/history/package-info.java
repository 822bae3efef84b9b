/** The events that every contender reads: made from a seed, in any number, with little memory. */
@NullMarked
package io.readside.benchmarks.history;

import org.jspecify.annotations.NullMarked;
