/**
 * Where rows live: generations, rows, checkpoint, parked keys, leases, intents. Rows and checkpoint move by one call, {@link
 * io.readside.readstore.Applier#apply}, so that one without the other cannot be spelt.
 */
@NullMarked
package io.readside.readstore;

import org.jspecify.annotations.NullMarked;
