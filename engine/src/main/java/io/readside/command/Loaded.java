package io.readside.command;

import io.readside.event.Position;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import java.util.Optional;

/**
 * The state of one stream, folded from all its events.
 *
 * @param version of the last event; empty if the stream does not exist
 * @param position of the last event; {@link Position#ZERO} if the stream does not exist
 */
public record Loaded<S>(S state, Optional<StreamVersion> version, Position position) {

    /** What an append that builds on this state expects. */
    public ExpectedVersion expected() {
        return version.map(ExpectedVersion::exactly).orElse(ExpectedVersion.none());
    }

    public VersionToken token() {
        return VersionToken.of(position);
    }
}
