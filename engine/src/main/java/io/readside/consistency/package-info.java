/**
 * The gate: what a reader is told about rows that may not know of a write yet. Data is never read before the checkpoint that
 * vouches for it.
 */
@NullMarked
package io.readside.consistency;

import org.jspecify.annotations.NullMarked;
