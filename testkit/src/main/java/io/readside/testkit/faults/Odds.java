package io.readside.testkit.faults;

import java.time.Duration;

/**
 * How likely each fault is, for each chunk; what remains is forwarded.
 *
 * @param cuts between 0 and 1; half of them before, half of them after the chunk
 * @param delays between 0 and 1
 * @param longestDelay delays are evenly spread up to it; at least 1 ms
 * @param blackHoles between 0 and 1
 */
public record Odds(double cuts, double delays, Duration longestDelay, double blackHoles) {

    public Odds {
        double all = cuts + delays + blackHoles;
        if (cuts < 0 || delays < 0 || blackHoles < 0 || all > 1) {
            throw new IllegalArgumentException("Odds are between 0 and 1, also all together: cuts " + cuts + ", delays "
                    + delays + ", black holes " + blackHoles + ".");
        }
        if (longestDelay.toMillis() < 1) {
            throw new IllegalArgumentException("The longest delay is at least 1 ms: " + longestDelay + ".");
        }
    }

    /** Nothing but cuts. */
    public static Odds ofCuts(double cuts) {
        return new Odds(cuts, 0, Duration.ofMillis(1), 0);
    }
}
