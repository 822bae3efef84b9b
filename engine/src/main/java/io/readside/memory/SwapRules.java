package io.readside.memory;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.RunState;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapRefused;
import java.time.Instant;

/** What has to hold before one generation in memory takes the place of another. Guarded by the store's lock. */
final class SwapRules {

    private final MemoryReadStore store;

    SwapRules(MemoryReadStore store) {
        this.store = store;
    }

    void requireLike(MemoryTable blue, MemoryTable green, Comparison comparison) {
        if (comparison.differences().isEntire()) {
            requireNotBehind(blue, green);
        } else {
            requireRunning(blue);
            requireMeeting(blue, green);
            store.memoryComparisons().requireNoDifference(comparison);
        }
    }

    private void requireMeeting(MemoryTable blue, MemoryTable green) {
        Instant now = store.clock().instant();
        Position at = blue.generation().checkpoint().position();
        boolean together = at.equals(green.generation().checkpoint().position())
                && blue.meeting(now)
                        .filter(meeting -> meeting.position().equals(at))
                        .isPresent()
                && green.meeting(now)
                        .filter(meeting -> meeting.position().equals(at))
                        .isPresent();
        if (!together) {
            throw new SwapBlocked(
                    blue.generation().id() + " and " + green.generation().id()
                            + " are not at one meeting: they stand at " + at + " and "
                            + green.generation().checkpoint() + ".");
        }
    }

    /** Tokens that the one has answered must not become Pending with the other. */
    static void requireNotBehind(MemoryTable off, MemoryTable on) {
        Checkpoint from = off.generation().checkpoint();
        Checkpoint to = on.generation().checkpoint();
        if (to.position().isBefore(from.position())) {
            throw new SwapBlocked(on.generation().id() + " is at " + to + ", behind "
                    + off.generation().id() + " at " + from + ".");
        }
    }

    static void requireSound(MemoryTable green) {
        requireRunning(green);
        Generation now = green.generation();
        if (now.parkedKeys() > 0) {
            throw new SwapRefused("Green " + now.id() + " has " + now.parkedKeys() + " parked keys.");
        }
    }

    static void requireRunning(MemoryTable table) {
        Generation now = table.generation();
        if (!(now.state() instanceof RunState.Running)) {
            throw new SwapRefused(now.id() + " stands still: " + now.state() + ".");
        }
    }
}
