package io.readside.postgres;

import io.readside.event.Position;
import io.readside.readstore.Comparison;
import io.readside.readstore.Difference;
import io.readside.readstore.Generation;
import io.readside.readstore.RunState;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** What has to hold of two generations before the one takes the place of the other, while both of their rows are locked. */
final class Readiness {

    /** Suspects that are looked at while both sides stand still. */
    private static final int SUSPECTS = 5_000;

    private final Suspects suspects;

    /** @param schema of read models */
    Readiness(String schema) {
        this.suspects = new Suspects(schema);
    }

    /** That it lacks nothing that it should have by its checkpoint. */
    static void requireSound(Generation green) {
        requireRunning(green);
        if (green.parkedKeys() > 0) {
            throw new SwapRefused(
                    "Green " + green.id() + " has " + green.parkedKeys()
                            + " parked keys: readers would miss their rows. Retry them or skip them first. Nothing was changed.");
        }
    }

    static void requireRunning(Generation generation) {
        if (!(generation.state() instanceof RunState.Running)) {
            throw new SwapRefused("Generation " + generation.id() + " stands still at position "
                    + generation.checkpoint() + ": " + generation.state() + ". It has to run. Nothing was changed.");
        }
    }

    /** That green is what blue is; or, where nobody can say, that it is not behind. */
    void requireLike(Connection connection, Comparison comparison, Generation blue, Generation green)
            throws SQLException {
        if (comparison.differences().isEntire()) {
            requireNotBehind(blue, green); // blue may have stopped for good
        } else {
            requireRunning(blue);
            requireMeeting(blue, green);
            requireNoDifference(connection, comparison);
        }
    }

    /** Tokens that the one has answered must not become Pending by the other. */
    static void requireNotBehind(Generation off, Generation on) {
        Position from = off.checkpoint().position();
        Position to = on.checkpoint().position();
        if (to.isBefore(from)) {
            throw new SwapBlocked("Generation " + on.id() + " is at position " + to + ", behind " + off.id() + " at "
                    + from + ". Nothing was changed.");
        }
    }

    private static void requireMeeting(Generation blue, Generation green) {
        Position from = blue.checkpoint().position();
        Position to = green.checkpoint().position();
        boolean together = from.equals(to)
                && Stream.of(blue, green)
                        .allMatch(generation -> generation
                                .meeting()
                                .filter(at -> at.position().equals(from))
                                .isPresent());
        if (!together) {
            throw new SwapBlocked("Generations " + blue.id() + " and " + green.id()
                    + " are not at one meeting, or it is over: they stand at positions " + from + " and " + to
                    + ". Nothing was changed.");
        }
    }

    private void requireNoDifference(Connection connection, Comparison comparison) throws SQLException {
        long count = suspects.count(connection, comparison);
        if (count > SUSPECTS) {
            throw new SwapBlocked("There are " + count + " keys to be compared again, more than the " + SUSPECTS
                    + " for which both sides can stand still. Nothing was changed.");
        }
        List<Difference> differing = suspects.differing(connection, comparison);
        if (!differing.isEmpty()) {
            throw SwapRefused.differing(differing);
        }
    }
}
