package io.readside.postgres;

import io.readside.event.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that has appended and not ended keeps every subscriber of the log back.
 *
 * @param since when the watermark stopped, by the database's clock
 * @param watermark where it stands
 * @param pid of the holder's server process; null for a prepared transaction, see {@code pg_prepared_xacts}
 * @param applicationName as the holder's connection gives it; this and what follows null if the role may not see it
 * @param state for example {@code idle in transaction}
 * @param queryStart when the holder's last statement began
 */
public record Stall(
        Instant since,
        Position watermark,
        @Nullable Integer pid,
        @Nullable String applicationName,
        @Nullable String state,
        @Nullable Instant queryStart) {}
