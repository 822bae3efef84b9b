/** Catching up from a checkpoint, then following the head: one code path, no gap between the two. */
@NullMarked
package io.readside.subscription;

import org.jspecify.annotations.NullMarked;
