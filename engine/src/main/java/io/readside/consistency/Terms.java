package io.readside.consistency;

import io.readside.event.VersionToken;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for.
 *
 * @param token absent: whatever there is
 * @param within longest wait
 * @param preview whether a generation that is being built may answer
 */
record Terms(@Nullable VersionToken token, Duration within, boolean orStale, boolean preview) {

    static final Terms NONE = new Terms(null, Duration.ZERO, false, false);

    Terms {
        if (within.isNegative()) {
            throw new IllegalArgumentException("A wait is not negative: " + within + ".");
        }
    }

    Terms after(@Nullable VersionToken token) {
        return new Terms(token, within, orStale, preview);
    }

    Terms within(Duration wait) {
        return new Terms(token, wait, orStale, preview);
    }

    Terms withStale() {
        return new Terms(token, within, true, preview);
    }

    Terms withPreview() {
        return new Terms(token, within, orStale, true);
    }
}
