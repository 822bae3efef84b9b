/** Reads, folds, applies, retries, stops; refreshes views. The only caller of {@link io.readside.readstore.Applier}. */
@NullMarked
package io.readside.worker;

import org.jspecify.annotations.NullMarked;
