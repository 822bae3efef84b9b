package io.readside.postgres;

import io.readside.readstore.Generation;
import io.readside.readstore.Lease;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A row of {@code readside.lease}, as a statement found it. */
record LeaseRow(String owner, Instant since, Duration left) {

    /** How many columns a lease takes up. */
    static final int COLUMNS = 3;

    static final String SELECTED =
            "l.owner, l.since, (extract(epoch from l.expires_at - clock_timestamp()) * 1000000)::bigint";

    /** Reads {@link #COLUMNS} columns; empty if nobody has ever held it. */
    static Optional<LeaseRow> read(ResultSet row, int first) throws SQLException {
        String owner = row.getString(first);
        return owner == null
                ? Optional.empty()
                : Optional.of(new LeaseRow(owner, GenerationRow.moment(row, first + 1), micros(row, first + 2)));
    }

    static Duration micros(ResultSet row, int index) throws SQLException {
        return Duration.of(row.getLong(index), ChronoUnit.MICROS);
    }

    /** As somebody sees it who holds none. */
    Lease of(Generation generation) {
        return new Lease(generation.id(), owner, false, generation.epoch(), since, left);
    }

    /** In words, for a message. */
    @Override
    public String toString() {
        return left.isNegative() || left.isZero()
                ? "Nobody holds its lease, " + owner + " did last."
                : "Its lease is held by " + owner + ", since " + since + ".";
    }
}
