/** Who is measured: each follows a log and keeps the same read model, set up as its documentation advises. */
@NullMarked
package io.readside.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
