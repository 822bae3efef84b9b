/** Axon Framework 5 beside Readside: compiled for Java 21, and on a class path of its own. */
@NullMarked
package io.readside.benchmarks.axon5;

import org.jspecify.annotations.NullMarked;
