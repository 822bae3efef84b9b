/**
 * Is a read model what the log says? An independent recompute, set against what is there while traffic goes on; what differs,
 * and why. Finds, and never repairs.
 */
@NullMarked
package io.readside.reconcile;

import org.jspecify.annotations.NullMarked;
