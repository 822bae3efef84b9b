/** The command: starts the server, fills the logs once, and sends each contender into a JVM of its own, round by round. */
@NullMarked
package io.readside.benchmarks.run;

import org.jspecify.annotations.NullMarked;
