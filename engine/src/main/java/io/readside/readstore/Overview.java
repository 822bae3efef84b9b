package io.readside.readstore;

import io.readside.event.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One generation, for those who watch.
 *
 * @param parkedEvents how many events wait for keys that are parked
 * @param parkedAge how long the longest parked of them has waited, by the store's clock; zero if none does
 * @param lease who feeds it, or did last; empty: nobody ever has
 * @param rebuild why it must be built again; empty: it need not
 * @param refresh of a materialized view: its last refresh
 */
public record Overview(
        Generation generation,
        long parkedEvents,
        Duration parkedAge,
        Optional<Lease> lease,
        Optional<Rebuild> rebuild,
        Optional<Refresh> refresh) {

    /** What is no materialized view. */
    public Overview(
            Generation generation,
            long parkedEvents,
            Duration parkedAge,
            Optional<Lease> lease,
            Optional<Rebuild> rebuild) {
        this(generation, parkedEvents, parkedAge, lease, rebuild, Optional.empty());
    }

    /**
     * Something that only a rebuild mends.
     *
     * @param at the event that brought it about
     */
    public record Rebuild(Position at, String reason) {}

    /**
     * When a materialized view was last computed, and from what.
     *
     * @param source the generation whose rows it shows
     * @param sourceIsActive whether readers of the source see that one, as opposed to another that was swapped in since
     * @param at its end, by the store's clock
     * @param rest how long the view rests after it at least
     */
    public record Refresh(GenerationId source, boolean sourceIsActive, Instant at, Duration took, Duration rest) {

        /** How old the view may be without anything being wrong: an event may come just after a refresh has begun. */
        public Duration allowedAge() {
            return took.plus(rest).plus(took);
        }
    }
}
