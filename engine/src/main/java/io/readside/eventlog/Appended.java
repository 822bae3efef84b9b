package io.readside.eventlog;

import io.readside.event.Position;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;

/**
 * What an append returns.
 *
 * @param timeline of the log, from 1
 * @param position of its last event
 * @param streamVersion of its last event
 */
public record Appended(int timeline, Position position, StreamVersion streamVersion) {

    /** What the writer passes to its next read; worth something only once the append has committed. */
    public VersionToken token() {
        return VersionToken.of(timeline, position);
    }
}
