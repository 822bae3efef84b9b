package io.readside.monitor;

import io.readside.event.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A projection's lag as one line for machines.
 *
 * @param lag the age of the oldest event that was not applied; zero if there is none
 * @param lagEvents events above the checkpoint
 * @param estimated whether {@code lagEvents} is only a difference of positions
 */
public record LagRecord(Instant time, String projectionName, Duration lag, long lagEvents, boolean estimated) {

    public static LagRecord of(ProjectionStatus status, Instant time) {
        return new LagRecord(
                time,
                status.name(),
                status.lag().age(),
                status.lag().events(),
                status.lag().estimated());
    }

    /** {@code time}, {@code projection_name}, {@code lag_seconds}, {@code lag_events}; {@code estimated} only if true. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
        members.put("projection_name", projectionName);
        members.put("lag_seconds", lag.toMillis() / 1000.0);
        members.put("lag_events", lagEvents);
        if (estimated) {
            members.put("estimated", true);
        }
        return members;
    }

    public String toJson() {
        return Json.write(members());
    }
}
