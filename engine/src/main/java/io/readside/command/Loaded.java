package io.readside.command;

import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import java.util.Optional;

/**
 * The state of one stream, folded from all its events.
 *
 * @param version of the last event; empty if the stream does not exist
 * @param token of the last event; of {@link io.readside.event.Position#ZERO} if the stream does not exist
 */
public record Loaded<S>(S state, Optional<StreamVersion> version, VersionToken token) {

    /** What an append that builds on this state expects. */
    public ExpectedVersion expected() {
        return version.map(ExpectedVersion::exactly).orElse(ExpectedVersion.none());
    }
}
