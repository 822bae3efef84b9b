/** The server that all contenders share, and what is asked of it. */
@NullMarked
package io.readside.benchmarks.database;

import org.jspecify.annotations.NullMarked;
