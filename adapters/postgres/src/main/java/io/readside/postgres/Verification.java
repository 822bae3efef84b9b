package io.readside.postgres;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.eventlog.LogRegressed;
import io.readside.eventlog.LogUnavailable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code verify.sql} says of a checkpoint.
 *
 * @param identity which log it is
 * @param retentionMark events at or below it may be gone on purpose
 * @param event the one at the anchor's position; null if none is there
 * @param head the last event's position
 * @param watermarkKnown whether this server holds the event at the watermark
 */
record Verification(
        LogReader.Identity identity,
        long retentionMark,
        @Nullable UUID event,
        long head,
        boolean watermarkKnown,
        boolean standby) {

    static final String SQL = Sql.statement("log/verify");

    private static final String WAY_OUT = " Nothing was read: reading on would skip events. Restore log and read store"
            + " to the same moment, or build the read models anew: docs/operating.md says how.";

    static Verification of(ResultSet row) throws SQLException {
        return new Verification(
                new LogReader.Identity(row.getObject("log", UUID.class), row.getInt("timeline")),
                row.getLong("retention_mark"),
                row.getObject("event", UUID.class),
                row.getLong("head"),
                row.getBoolean("watermark_known"),
                row.getBoolean("standby"));
    }

    /** The binds of {@link #SQL}. */
    static Object[] binds(Checkpoint checkpoint, Mark watermark) {
        Anchor anchor = checkpoint.anchor();
        return new Object[] {
            anchor == null ? 0L : anchor.position().value(), watermark.position(), new Uuid(watermark.event())
        };
    }

    /** A bind that may be null and keeps its type. */
    record Uuid(@Nullable UUID value) {}

    /**
     * @throws LogRegressed if the log is not the one that the checkpoint was read from
     * @throws LogUnavailable if this server cannot tell
     */
    void require(String tried, Checkpoint checkpoint) {
        if (standby) {
            throw new LogUnavailable(
                    tried
                            + ": the server is a standby, which may lag behind the primary. Nothing was read; give the log a"
                            + " DataSource that leads to the primary (targetServerType=primary).",
                    null);
        }
        Anchor anchor = checkpoint.anchor();
        if (anchor != null && !anchor.log().equals(identity.id())) {
            throw new LogRegressed(tried + ": the checkpoint was read from log " + anchor.log()
                    + ", but this database holds another log, " + identity.id()
                    + ". Nothing was read. Connect the log that the read"
                    + " models were built from, or build them anew from this one (./readside rebuild NAME).");
        }
        if (anchor != null && anchor.timeline() > identity.timeline()) {
            throw new LogRegressed(tried + ": the checkpoint was read in timeline " + anchor.timeline()
                    + " of the log, which is back in timeline " + identity.timeline() + ": it was restored." + WAY_OUT);
        }
        long position = checkpoint.position().value();
        if (anchor != null && event == null && anchor.position().value() > retentionMark) {
            throw new LogRegressed(tried + ": event " + anchor.event() + " at position " + anchor.position()
                    + " was read and is gone; the log now ends at position " + head
                    + ". It was restored, or failed over to a server that lacks its tail." + WAY_OUT);
        }
        if (anchor != null && event != null && !event.equals(anchor.event())) {
            throw new LogRegressed(tried + ": at position " + anchor.position() + " event " + anchor.event()
                    + " was read, but event " + event + " is there now: positions up to " + head
                    + " were given out anew." + WAY_OUT);
        }
        if (position > head && position > retentionMark) {
            throw new LogRegressed(tried + ": the log ends at position " + head + ", below the checkpoint " + checkpoint
                    + ". It was restored, or failed over to a server that lacks its tail." + WAY_OUT);
        }
    }
}
