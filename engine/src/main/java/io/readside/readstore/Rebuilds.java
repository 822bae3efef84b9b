package io.readside.readstore;

import io.readside.event.Checkpoint;
import io.readside.projection.Projection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Generations beside the active one, and what becomes of them. Every method is all or nothing, and may throw {@link
 * StoreUnavailable}.
 */
public interface Rebuilds {

    /** Every generation of some read models, in order of name and number. */
    List<Generation> generations(Collection<String> projections);

    /** The rebuilds of some read models that have not come to an end, by name. */
    List<Rebuild> open(Collection<String> projections);

    /** The last rebuild of a read model, also one that has come to an end. */
    Optional<Rebuild> last(String projection);

    /** The last rebuild of a read model that has got to the head of the log: it tells how long the next one may take. */
    Optional<Rebuild> measured(String projection);

    /** How long ago a rebuild was begun, by the store's clock; zero if it has not been. */
    Duration sinceBegun(Rebuild rebuild);

    /**
     * These, for one change that an intent asks for: whatever changes a rebuild writes down in the same act what came of the intent.
     * One that has a report already was carried out by another: {@link RebuildMoved}, and nothing is changed.
     */
    Rebuilds reporting(Reporting reporting);

    /**
     * Creates green, empty, beside the active generation, with the rights of blue's table and a view of its version; it is not
     * fed before {@link #move} says so. If a rebuild is open already, that one is returned and nothing is changed.
     *
     * @throws ProjectionMismatch if green cannot be created
     */
    Rebuild plan(Projection<?> projection, String by, boolean newTimeline);

    /**
     * Moves a rebuild on, if it is still as it was read, and lets green be fed or not as the state says. Green serves readers
     * of its version from {@link Rebuild.State#VERIFIED} on.
     *
     * @throws RebuildMoved if another has moved it
     */
    Rebuild move(Rebuild rebuild, Rebuild.State to, String note);

    /** As {@link #move} with what a comparison came to. */
    Rebuild move(Rebuild rebuild, Rebuild.State to, String note, Compared compared);

    /** Notes that a comparison is begun; none that was begun before moves the rebuild any more. @throws RebuildMoved */
    Rebuild nextRound(Rebuild rebuild);

    /** Lets green wait where it is. @throws RebuildMoved if another has moved it */
    Rebuild pause(Rebuild rebuild, String by);

    /**
     * Lets green go on, after a pause or after an event that stopped it; after a swap, blue.
     *
     * @throws RebuildMoved if another has moved it
     */
    Rebuild resume(Rebuild rebuild);

    /**
     * Creates the indexes that green was loaded without, and brings its statistics up to date; nobody may feed it meanwhile.
     * Again: changes nothing.
     */
    void index(Rebuild rebuild, Projection<?> projection);

    /**
     * Has two generations wait for each other where the one that is further stands: no batch of either goes beyond. Ends by
     * itself, so that nobody waits for a process that was killed.
     *
     * @param atMost by the store's clock
     * @return where they meet
     */
    Checkpoint meet(GenerationId one, GenerationId other, Duration atMost);

    /** Ends a meeting. */
    void part(GenerationId one, GenerationId other);

    /**
     * Makes green the active generation, in one act: while both stand at their meeting and no suspect differs other than
     * declared, epochs move on, views and the active generation change. Blue is kept.
     *
     * @param lockTimeout longest time that readers of the views are kept waiting
     * @throws SwapRefused if something speaks against it that time does not mend
     * @throws SwapBlocked if it may pass later: the meeting is over, or somebody reads the views for too long
     * @throws RebuildMoved if another has moved it
     */
    Rebuild swap(Rebuild rebuild, Comparison comparison, SwapMode mode, Duration lockTimeout);

    /**
     * The inverse: makes blue the active generation again, once it is not behind green, which may have stopped. Green is fed
     * on, and serves readers of its version; it is compared anew before another swap.
     *
     * @throws SwapRefused if blue does not run
     * @throws SwapBlocked if blue is behind, or somebody reads the views for too long
     * @throws RebuildMoved if another has moved it
     */
    Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout);

    /**
     * Drops blue after a swap, or green if there was none: table, index of bound streams, parked events, and the view of a
     * version that no other generation has.
     *
     * @throws SwapRefused if something else depends on it, or blue is fed by somebody who would not feed green: an instance of the
     *     application from before the swap; the message names it
     * @throws SwapBlocked if somebody is reading it
     */
    Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout);

    /** Creates an empty generation to recompute into. */
    Generation scratch(Projection<?> projection);

    /** Drops generations for recomputing, all of a read model. */
    void dropScratch(String projection);
}
