package io.readside.eventlog;

import io.readside.event.Position;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that has appended and not ended keeps every subscriber of the log back.
 *
 * @param since when the first event that waits for it was recorded, by the log's clock
 * @param heldFor how long ago that is, by the log's clock
 * @param watermark where the subscribers stand
 * @param waiting events that are visible and wait; at most {@link #COUNTED_UP_TO} are counted
 * @param pid of its server process; null for a prepared transaction
 * @param preparedAs what a prepared transaction is named; null for all others
 * @param applicationName as its connection gives it; this and what follows null if the role may not see it
 * @param state for example {@code idle in transaction}
 * @param query its last statement without the values in it
 */
public record Stall(
        Instant since,
        Duration heldFor,
        Position watermark,
        long waiting,
        @Nullable Integer pid,
        @Nullable String preparedAs,
        @Nullable String applicationName,
        @Nullable String state,
        @Nullable String query) {

    /** More waiting events than these are not counted. */
    public static final int COUNTED_UP_TO = 10_000;

    /** One line for people: who holds whom back, since when, and what ends it. */
    public String message() {
        return "Subscribers stand at position " + watermark + " since " + since + " (" + heldFor.toSeconds() + " s); "
                + waiting + (waiting == COUNTED_UP_TO ? " or more" : "") + " events wait for " + holder();
    }

    private String holder() {
        if (preparedAs != null) {
            return "the prepared transaction '" + preparedAs
                    + "', which no connection holds. End it: commit prepared or" + " rollback prepared '" + preparedAs
                    + "'.";
        }
        String what = query == null
                ? "What it does is not shown to this role; grant it pg_read_all_stats"
                : "Application '" + applicationName + "', " + state + ": " + query;
        return "server process " + pid + ", which has appended and not ended its transaction. " + what
                + ". Wait for it, or end it: select pg_terminate_backend(" + pid + ").";
    }
}
