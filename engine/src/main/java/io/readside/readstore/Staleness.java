package io.readside.readstore;

import io.readside.event.Position;
import java.time.Duration;

/**
 * How a materialized view stands to its source, as one snapshot of the store shows it.
 *
 * @param paused whether an operator wants it to stay as it is
 * @param source the checkpoint of its source's active generation
 * @param moved whether that generation may hold other rows by now than those that the view was computed from
 * @param repointed whether the view was computed from another generation than that one
 * @param age since the end of the last refresh, by the store's clock; negative: that was set back since
 * @param took the time of the last refresh
 */
public record Staleness(
        boolean paused, Position source, boolean moved, boolean repointed, Duration age, Duration took) {}
