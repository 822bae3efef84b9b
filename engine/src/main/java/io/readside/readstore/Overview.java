package io.readside.readstore;

import io.readside.event.Position;
import java.time.Duration;
import java.util.Optional;

/**
 * One generation, for those who watch.
 *
 * @param parkedEvents how many events wait for keys that are parked
 * @param parkedAge how long the longest parked of them has waited, by the store's clock; zero if none does
 * @param lease who feeds it, or did last; empty: nobody ever has
 * @param rebuild why it must be built again; empty: it need not
 */
public record Overview(
        Generation generation,
        long parkedEvents,
        Duration parkedAge,
        Optional<Lease> lease,
        Optional<Rebuild> rebuild) {

    /**
     * Something that only a rebuild mends.
     *
     * @param at the event that brought it about
     */
    public record Rebuild(Position at, String reason) {}
}
