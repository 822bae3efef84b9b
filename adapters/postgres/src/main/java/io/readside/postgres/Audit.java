package io.readside.postgres;

import io.readside.eventlog.LateEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the auditor does.
 *
 * <ol>
 *   <li>At first it looks back for gaps that nobody was there to write down.
 *   <li>Gaps are stored; in a dense log they are closed as well.
 *   <li>Those that are due are looked at again: an event that is there now is late, and an alarm.
 *   <li>What the order rests on is checked again, as the database may have been changed.
 * </ol>
 *
 * <p>For one thread.
 */
final class Audit {

    private static final Logger LOGGER = LoggerFactory.getLogger(Audit.class);

    /** How far below the first watermark it looks back; all the way in a dense log. */
    private static final long LOOK_BACK = 100_000;

    private static final int LOOK_BACK_EVENTS_AT_ONCE = 50_000;
    /** No roll-back leaves such a gap, a sequence that was set does. */
    private static final long WIDEST_TO_CLOSE = 10_000;

    private final Database database;
    private final GapLedger ledger;
    private final LateEvents late;
    private final Watermark watermark;
    private final boolean dense;
    private final long lookBackTo;
    private long lookedBackTo;
    private final List<Gap> unclosed = new ArrayList<>();

    /** @param dense whether gaps are closed */
    Audit(Database database, GapLedger ledger, LateEvents late, Watermark watermark, boolean dense) {
        this.database = database;
        this.ledger = ledger;
        this.late = late;
        this.watermark = watermark;
        this.dense = dense;
        this.lookBackTo = watermark.mark().position();
        this.lookedBackTo = dense ? 0 : Math.max(0, lookBackTo - LOOK_BACK);
    }

    /** Stores and closes what was passed. All gaps are kept if it throws. */
    void store(List<Gap> passed) {
        if (passed.isEmpty() && lookedBackTo == lookBackTo && unclosed.isEmpty()) {
            return;
        }
        on("Write down gaps in the log", connection -> {
            ledger.record(connection, passed);
            close(connection, passed);
            while (lookedBackTo < lookBackTo) {
                long to = Gap.cut(connection, lookedBackTo, lookBackTo, LOOK_BACK_EVENTS_AT_ONCE);
                List<Gap> before = Gap.between(connection, lookedBackTo, to);
                ledger.record(connection, before);
                close(connection, before);
                lookedBackTo = to;
            }
        });
    }

    private void close(Connection connection, List<Gap> gaps) throws SQLException {
        if (!dense) {
            return;
        }
        for (Gap gap : gaps) {
            if (gap.positions() <= WIDEST_TO_CLOSE) {
                unclosed.add(gap);
            } else {
                LOGGER.warn(
                        "Positions {} to {} have no event and stay open: more than {} in a row are not closed. Was the"
                                + " sequence readside.log_position set by hand?",
                        gap.first(),
                        gap.last(),
                        WIDEST_TO_CLOSE);
            }
        }
        if (!unclosed.isEmpty() && ledger.close(connection, unclosed)) {
            unclosed.clear();
        }
    }

    void poll() {
        on("Audit the gaps of the log", connection -> {
            checkOrder(connection);
            List<LateEvent> found = ledger.audit(connection);
            found.forEach(Audit::alarm);
            late.found(found);
            if (late.hasListeners()) {
                late.found(ledger.late(connection, late.known()));
            }
        });
    }

    /** A database that was changed under way is refused as it would be at start: by the follower, when it connects anew. */
    private void checkOrder(Connection connection) throws SQLException {
        try {
            SelfTest.checkFacts(connection);
        } catch (UnsafeLog e) {
            LOGGER.error("{} Nothing is read until it is mended.", e.getMessage());
            watermark.suspect();
        }
    }

    private static void alarm(LateEvent event) {
        LOGGER.error(
                "Event {} of stream '{}' became visible at position {} after readers had passed it: read models that were"
                        + " beyond {} do not hold it. Rebuild them, and find out who inserts into readside.log without the lock of"
                        + " trigger lock_append. Table readside.late_event keeps what was found.",
                event.event(),
                event.stream(),
                event.position(),
                event.position());
    }

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private void on(String tried, Work work) {
        database.alone(tried, (what, e) -> Failures.of(what, e), connection -> {
            work.on(connection);
            return true;
        });
    }
}
