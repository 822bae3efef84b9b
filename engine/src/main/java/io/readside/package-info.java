/**
 * The read side of CQRS: events in, correct read models out, honest tokens back. The rooms, in the order in which data
 * flows; each knows only those named beside it:
 *
 * <ol start="0">
 *   <li>(root): {@link io.readside.Readside}, the door; knows all
 *   <li>{@code event}: a fact, its stored name and schema version, its upcasters; position, checkpoint, token
 *   <li>{@code eventlog}: append with an expected stream version, ordered reads; knows event
 *   <li>{@code command}: load, decide, append, return the token; knows event, eventlog
 *   <li>{@code subscription}: catch up from a checkpoint, then follow the head; knows event, eventlog
 *   <li>{@code projection}: what an event means for one read model, pure; knows event
 *   <li>{@code readstore}: generations, rows, checkpoint; knows event, projection
 *   <li>{@code worker}: read, fold, apply, retry, stop; refresh views; knows event, eventlog, subscription, projection,
 *       readstore
 *   <li>{@code consistency}: the gate, the answer; knows event, eventlog, projection, readstore
 *   <li>{@code reconcile}: recomputes, compares, tells what differs; knows event, eventlog, subscription, projection,
 *       readstore, worker
 *   <li>{@code rebuild}: green beside blue, swap, rollback window; knows event, eventlog, subscription, projection, readstore,
 *       worker, reconcile
 *   <li>{@code monitor}: lag, stops, status; knows event, eventlog, projection, readstore
 * </ol>
 *
 * <p>Beside them stands {@code memory}, adapter zero; it knows event, eventlog, projection, readstore.
 */
@NullMarked
package io.readside;

import org.jspecify.annotations.NullMarked;
