/**
 * What an event means for one read model. Pure: no clock, no I/O, no randomness; what is to be written are values, {@link
 * io.readside.projection.Change}.
 */
@NullMarked
package io.readside.projection;

import org.jspecify.annotations.NullMarked;
