/** What came of the runs: lines of JSON, medians, and ratios that a busy minute does not spoil. */
@NullMarked
package io.readside.benchmarks.figures;

import org.jspecify.annotations.NullMarked;
