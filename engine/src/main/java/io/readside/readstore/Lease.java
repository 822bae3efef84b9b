package io.readside.readstore;

import java.time.Duration;
import java.time.Instant;

/**
 * Who feeds a generation, as the store told it. A lease saves work; it is not what keeps effects single: that is {@link
 * Applier#apply}, which compares the epoch.
 *
 * @param owner who holds it, or held it last; unique for each process and its start
 * @param own whether it is held by the one who asked
 * @param epoch of the generation; taking a lease moves it on, so that batches of the owner before are fenced out
 * @param since when this owner took it, by the store's clock
 * @param left until it runs out unless renewed, by the store's clock; zero or negative: nobody holds it
 */
public record Lease(GenerationId generation, String owner, boolean own, long epoch, Instant since, Duration left) {

    /** Whether somebody holds it. */
    public boolean isHeld() {
        return !left.isNegative() && !left.isZero();
    }
}
