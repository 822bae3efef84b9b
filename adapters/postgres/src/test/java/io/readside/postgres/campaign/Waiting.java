package io.readside.postgres.campaign;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.VersionToken;
import io.readside.projection.Projection;
import io.readside.readstore.StoreUnavailable;
import java.time.Duration;
import java.util.List;

/** Waits as a reader does: at the gate. */
final class Waiting {

    private Waiting() {}

    /** @throws AssertionError if one of the projections has not applied in time what the token stands for */
    static void awaitCaughtUp(Readside readside, List<Projection<?>> projections, VersionToken token, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Projection<?> projection : projections) {
            String last = "not asked";
            boolean fresh = false;
            while (!fresh && System.nanoTime() < deadline) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                try {
                    Answer<?> answer =
                            readside.read(projection).after(token).within(left).rows(1);
                    if (answer instanceof Answer.Parked<?> parked) {
                        throw new AssertionError(projection + " does not go on: " + parked.reason());
                    }
                    fresh = answer instanceof Answer.Fresh;
                    last = answer.getClass().getSimpleName();
                } catch (StoreUnavailable brokenConnection) {
                    last = String.valueOf(brokenConnection.getMessage());
                }
            }
            if (!fresh) {
                throw new AssertionError(
                        projection + " has not caught up with " + token + " within " + atMost + ": " + last);
            }
        }
    }
}
