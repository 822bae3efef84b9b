package io.readside.command;

import io.readside.event.VersionToken;

/**
 * What came of a command.
 *
 * @param state after the decision
 * @param token for the writer's next read; of the last event of the stream, also if nothing was decided
 */
public record Decided<S>(S state, VersionToken token) {}
