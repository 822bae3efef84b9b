package io.readside.postgres;

import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.LateEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log's database keeps of the gaps that readers have passed over. A role that lacks a right for it is told so
 * once; that part is left undone from then on, and reading goes on.
 */
final class GapLedger {

    private static final Logger LOGGER = LoggerFactory.getLogger(GapLedger.class);

    private static final String RECORD = Sql.statement("log/record_gaps");
    private static final String AUDIT = Sql.statement("log/audit_gaps");
    private static final String LATE = Sql.statement("log/late_events");
    private static final String ENTOMB =
            "select set_config('lock_timeout', '1s', true);\n" + Sql.statement("log/entomb_gaps");

    private static final int GAPS_AT_ONCE = 100;
    private static final String DENIED = "42501";
    private static final String LOCK_TIMEOUT = "55P03";

    /** What needs a right of its own. */
    private enum Duty {
        RECORD("gaps are not written down", "grant select, insert, update, delete on readside.gap"),
        AUDIT(
                "gaps are not looked at again",
                "grant select, insert, update, delete on readside.gap; grant select, insert on readside.late_event"),
        CLOSE("the log is not kept dense", "grant execute on function readside.entomb(int8multirange)"),
        LISTEN("late events found by others are not heard of", "grant select on readside.late_event");

        private final String undone;
        private final String grant;

        Duty(String undone, String grant) {
            this.undone = undone;
            this.grant = grant;
        }
    }

    private final Audits audits;
    private final Set<Duty> denied = EnumSet.noneOf(Duty.class); // used by the auditor's thread alone

    GapLedger(Audits audits) {
        this.audits = audits;
    }

    /** Writes gaps down, due for their first audit. */
    void record(Connection connection, List<Gap> gaps) throws SQLException {
        if (!gaps.isEmpty()) {
            perform(Duty.RECORD, connection, RECORD, query -> {
                query.setLong(1, audits.firstMicros());
                query.setString(2, Gap.multirange(gaps));
                query.executeUpdate();
            });
        }
    }

    /** Looks again at the gaps that are due. */
    List<LateEvent> audit(Connection connection) throws SQLException {
        List<LateEvent> found = new ArrayList<>();
        perform(Duty.AUDIT, connection, AUDIT, query -> {
            query.setInt(1, GAPS_AT_ONCE);
            query.setArray(2, connection.createArrayOf("bigint", audits.afterMicros()));
            found.addAll(lateEvents(query));
        });
        return found;
    }

    /** What anybody has found besides what is known. */
    List<LateEvent> late(Connection connection, Collection<Position> known) throws SQLException {
        List<LateEvent> found = new ArrayList<>();
        Long[] values = known.stream().map(Position::value).toArray(Long[]::new);
        perform(Duty.LISTEN, connection, LATE, query -> {
            query.setArray(1, connection.createArrayOf("bigint", values));
            found.addAll(lateEvents(query));
        });
        return found;
    }

    /** @return whether they are closed; not so while a transaction that has inserted at one of them has not ended */
    boolean close(Connection connection, List<Gap> gaps) throws SQLException {
        try {
            perform(Duty.CLOSE, connection, ENTOMB, query -> {
                query.setString(1, Gap.multirange(gaps));
                query.execute();
            });
            return true;
        } catch (SQLException e) {
            if (LOCK_TIMEOUT.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private interface Use {
        void of(PreparedStatement query) throws SQLException;
    }

    private void perform(Duty duty, Connection connection, String sql, Use use) throws SQLException {
        if (denied.contains(duty)) {
            return;
        }
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            use.of(query);
        } catch (SQLException e) {
            if (!DENIED.equals(e.getSQLState())) {
                throw e;
            }
            denied.add(duty);
            LOGGER.warn(
                    "This role may not keep the ledger of gaps, so {}; reading goes on. To change that: {} to the role that"
                            + " the log's DataSource connects as, and restart.",
                    duty.undone,
                    duty.grant);
        }
    }

    private static List<LateEvent> lateEvents(PreparedStatement query) throws SQLException {
        List<LateEvent> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(new LateEvent(
                        Position.of(row.getLong("position")),
                        row.getObject("event", UUID.class),
                        new StreamName(row.getString("stream")),
                        row.getObject("found_at", OffsetDateTime.class).toInstant()));
            }
        }
        return found;
    }
}
