package io.readside.worker;

import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import io.readside.readstore.Applier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tells single bad events from a bad deploy, which would park one key after the other. */
final class StormGuard {

    /** Most keys that may be parked in a while. */
    static final int MOST_KEYS = 100;

    private static final Duration WHILE = Duration.ofMinutes(5);

    private final Applier applier;
    private final long most;

    StormGuard(Applier applier) {
        this(applier, 0);
    }

    /** @param expected keys that are known to be parked, beside those that it takes to tell a bad deploy */
    StormGuard(Applier applier, long expected) {
        this.applier = applier;
        this.most = MOST_KEYS + expected;
    }

    /**
     * The first event that would park one key too many, as poison for the whole projection.
     *
     * @param parked what a batch would park
     */
    Optional<Poison> excess(List<Parked> parked) {
        List<Parked> newly =
                parked.stream().filter(event -> event.reason() != null).toList();
        if (newly.isEmpty()) {
            return Optional.empty();
        }
        long room = Math.max(0, most - applier.parkedWithin(WHILE));
        if (newly.size() <= room) {
            return Optional.empty();
        }
        Parked first = newly.get((int) room);
        return Optional.of(new Poison(
                first.event(),
                "it would park more than " + most + " keys within " + WHILE.toMinutes()
                        + " minutes, so the projection and not single events is at fault: " + first.reason(),
                false));
    }
}
