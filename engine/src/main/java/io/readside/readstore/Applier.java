package io.readside.readstore;

import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Folding;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The writing side of one generation. Many workers may hold one; the store lets one batch through at a time. Every method
 * may throw {@link StoreUnavailable}. What takes an epoch has no effect if the generation's has moved on.
 */
public interface Applier {

    /** The generation as it is now. */
    Generation current();

    /** Whether the generation holds nothing at all: no row, no tombstone, no binding. */
    boolean isEmpty();

    /** The keys that streams are bound to; streams without any may be missing. */
    Map<StreamName, List<Binding>> bindings(Set<StreamName> streams);

    /** The rows of keys, tombstones included; keys without any may be missing. */
    Map<Key, StoredRow> rows(Set<Key> keys);

    /** Every parked key, with the position of its first parked event. */
    Map<Key, Position> parked();

    /**
     * The events that wait for some keys, in order of position; an event that waits for several comes once for each.
     *
     * @param most how many are returned, from the first
     */
    List<ParkedEvent> waiting(Set<Key> keys, int most);

    /** The keys for which any of these events waits. */
    Set<Key> keysWaitingFor(Set<Position> positions);

    /** How many keys were parked, and still are, in the last while by the store's clock. */
    int parkedWithin(Duration window);

    /**
     * Applies a batch and moves the checkpoint. An {@link Guarantee#ATOMIC} store does both or neither; a {@link
     * Guarantee#CONVERGENT} one moves the checkpoint last. A generation that was stopped or paused runs again.
     *
     * @throws CheckpointMoved if the epoch or the checkpoint is another than the batch was begun with; the checkpoint did
     *     not move, and no row of an atomic store changed
     * @throws MeetingAhead if the generation waits at a position that the batch would pass; nothing was written
     * @throws ApplyFailed if the store refuses a change for good
     * @throws ApplyTimedOut if the store broke it off for taking too long
     */
    void apply(Batch batch);

    /**
     * Applies parked events; the checkpoint stays. An atomic store does all or nothing; a convergent one takes events off
     * the queue last. Events that are not parked any more change nothing; where only some of them still are, those lose
     * nothing by it.
     *
     * @throws CheckpointMoved if the epoch is another
     * @throws ApplyFailed if the store refuses a change for good
     * @throws ApplyTimedOut if the store broke it off for taking too long
     * @throws StoreUnavailable also if only some of the events are still parked and its changes are not good for those
     *     alone; nothing was written
     */
    void recover(Recovery recovery);

    /**
     * Takes the first parked event of a key off its queue unapplied, and keeps a record of the act. Whoever feeds another
     * generation of the read model, but for one that is recomputed, is made to begin anew, and so learns of it.
     *
     * @return whether it was still the first
     * @throws CheckpointMoved if the epoch is another
     */
    boolean skip(long epoch, Skip skip);

    /**
     * What was skipped, in whichever generation of the read model: for each key the positions of the events. Keys that those of
     * this projection are not like are left out.
     */
    Map<Key, Set<Position>> skipped();

    /**
     * Replaces the rows of keys, and the bindings to them, by those of another generation that was recomputed up to the same
     * position, in one act; the epoch moves on. Keys that are parked stay as they are.
     *
     * @param epoch of the generation when the keys were chosen
     * @return the keys that were replaced
     * @throws CheckpointMoved if the epoch is another, or the two do not stand at the same position
     */
    Set<Key> adopt(long epoch, GenerationId recomputed, Set<Key> keys);

    /** Records that an event cannot be applied, unless another worker has passed it since. */
    void stop(long epoch, Folding.Poison poison);

    /** Records that no more is to be applied. */
    void pause(long epoch, String by);

    /** Records that the log is not the one that was read. */
    void regress(long epoch, String reason);

    /** Records that nothing is in the way any more. */
    void run(long epoch);
}
