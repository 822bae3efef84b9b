/**
 * A fact: its stored name and schema version, its upcasters; and the values that locate it, {@link
 * io.readside.event.Position}, {@link io.readside.event.Checkpoint}, {@link io.readside.event.VersionToken}.
 */
@NullMarked
package io.readside.event;

import org.jspecify.annotations.NullMarked;
