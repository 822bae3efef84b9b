/** Readside beside a hand-written loop and the physical limit, in one run, as ratios. */
@NullMarked
package io.readside.benchmarks;

import org.jspecify.annotations.NullMarked;
