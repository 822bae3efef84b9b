package io.readside.event;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How far one generation of a read model has got: every event at or below it was applied, is provably not for the
 * projection, or is parked. It moves by scanned position, so events of other categories move it too.
 *
 * @param position the last scanned position; {@link Position#ZERO} before the first
 * @param anchor absent: no event is known to lie at or below it
 */
public record Checkpoint(Position position, @Nullable Anchor anchor) {

    /** Nothing scanned yet. */
    public static final Checkpoint ZERO = new Checkpoint(Position.ZERO);

    /** Without an anchor. */
    public Checkpoint(Position position) {
        this(position, null);
    }

    /** Without an anchor. */
    public static Checkpoint of(long position) {
        return new Checkpoint(Position.of(position));
    }

    /** The timeline of the log that was read; empty: no event is known to lie at or below it. */
    public OptionalInt timeline() {
        return anchor == null ? OptionalInt.empty() : OptionalInt.of(anchor.timeline());
    }

    /** Whether everything that the token's holder has written is behind this checkpoint. */
    public boolean covers(VersionToken token) {
        return VersionToken.of(timeline().orElse(token.timeline()), position).covers(token);
    }

    @Override
    public String toString() {
        return position.toString();
    }
}
