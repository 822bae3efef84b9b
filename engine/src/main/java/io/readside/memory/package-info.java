/** Adapter zero: a log and a read store in memory, for first code and for unit tests of users. */
@NullMarked
package io.readside.memory;

import org.jspecify.annotations.NullMarked;
