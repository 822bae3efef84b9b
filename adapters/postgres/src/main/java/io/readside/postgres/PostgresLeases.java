package io.readside.postgres;

import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Leases in the database's time, on one connection of their own that is taken with the first call and kept, so that a
 * pool which workers or queries have emptied costs no lease. Each call:
 *
 * <ol>
 *   <li>renew what is held and look at the rest, in one statement that locks no generation;
 *   <li>take what is free, each in a statement of its own that is its own transaction and waits only shortly for a batch
 *       in flight: what cannot be taken now is tried at the next call, and a copy of rows that has stopped is ended;
 *   <li>if something was free, look again.
 * </ol>
 *
 * <p>No transaction spans two statements, so a process that stands still at any moment keeps no lock, and a pooler may lend
 * the server connection to others in between.
 */
final class PostgresLeases implements Leases {

    private static final String HOLD = Sql.statement("readstore/hold").replace("{lease}", LeaseRow.SELECTED);
    private static final String TAKE =
            Sql.statement("readstore/lease_patience") + ";\n" + Sql.statement("readstore/take");
    private static final String END_COPY = Sql.statement("readstore/end_copy");
    private static final String RELEASE = Sql.statement("readstore/release");

    /** Shared by all that are free: a generation that is locked must not keep the others from being renewed in time. */
    private static final int TAKING_MILLIS = 500;

    private static final int SHORTEST_WAIT_MILLIS = 20;

    private static final int NETWORK_MILLIS = 2000;

    /** Another was first, or the row is locked: serialization failure, deadlock, lock timeout. */
    private static final Set<String> NOT_NOW = Set.of("40001", "40P01", "55P03");

    private final DataSource dataSource;
    private @Nullable Connection kept;

    PostgresLeases(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public synchronized List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        return on("Hold the leases of " + owner, term, connection -> {
            List<Found> found = look(connection, owner, wanted, term);
            List<Found> free = found.stream().filter(Found::isFree).toList();
            if (free.isEmpty()) {
                return leases(found);
            }
            int wait = Math.max(TAKING_MILLIS / free.size(), SHORTEST_WAIT_MILLIS);
            for (Found one : free) {
                take(connection, owner, one.id(), one.id().newestAmong(wanted), term, wait);
            }
            return leases(look(connection, owner, wanted, term));
        });
    }

    /** @param isOwn whether it is in the name of the one who asks */
    private record Found(
            GenerationId id, long epoch, @Nullable LeaseRow row, boolean isOwn, boolean isFree) {}

    private static List<Lease> leases(List<Found> found) {
        List<Lease> leases = new ArrayList<>();
        for (Found one : found) {
            LeaseRow row = one.row();
            if (row != null) {
                boolean isHeld = !row.left().isNegative() && !row.left().isZero();
                leases.add(
                        new Lease(one.id(), row.owner(), one.isOwn() && isHeld, one.epoch(), row.since(), row.left()));
            }
        }
        return leases;
    }

    private static List<Found> look(Connection connection, String owner, Set<GenerationId> wanted, Duration term)
            throws SQLException {
        List<Found> found = new ArrayList<>();
        try (PreparedStatement hold = connection.prepareStatement(HOLD)) {
            hold.setLong(1, term.toMillis());
            bind(hold, 2, wanted);
            hold.setString(4, owner);
            hold.setString(5, owner);
            try (ResultSet row = hold.executeQuery()) {
                while (row.next()) {
                    found.add(new Found(
                            new GenerationId(row.getString(1), row.getInt(2)),
                            row.getLong(3),
                            LeaseRow.read(row, 4).orElse(null),
                            row.getBoolean(7),
                            row.getBoolean(8)));
                }
            }
        }
        return found;
    }

    private static void take(
            Connection connection, String owner, GenerationId id, int newest, Duration term, int waitMillis)
            throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setString(1, waitMillis + "ms");
            take.setLong(2, term.toMillis());
            take.setString(3, owner);
            take.setInt(4, newest);
            take.setString(5, id.projection());
            take.setInt(6, id.number());
            take.execute();
        } catch (SQLException e) {
            if (!NOT_NOW.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            endCopy(connection, id);
        }
    }

    /** Every other statement of a batch is ended by the server when its client stands still. */
    private static void endCopy(Connection connection, GenerationId id) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement(END_COPY)) {
            end.setString(1, id.projection());
            end.setInt(2, id.number());
            end.execute();
        }
    }

    @Override
    public synchronized void release(String owner, Set<GenerationId> held) {
        if (held.isEmpty()) {
            return;
        }
        on("Release the leases of " + owner, Duration.ofMillis(NETWORK_MILLIS), connection -> {
            try (PreparedStatement release = connection.prepareStatement(RELEASE)) {
                bind(release, 1, held);
                release.setString(3, owner);
                return release.executeUpdate();
            }
        });
    }

    private static void bind(PreparedStatement statement, int first, Set<GenerationId> ids) throws SQLException {
        List<GenerationId> ordered = List.copyOf(ids);
        TableSql.setArray(
                statement,
                first,
                "text",
                ordered.stream().map(GenerationId::projection).toArray());
        TableSql.setArray(
                statement,
                first + 1,
                "integer",
                ordered.stream().map(GenerationId::number).toArray());
    }

    private <T> T on(String tried, Duration term, Database.Work<T> work) {
        try {
            Connection connection = connection();
            // longer than a lock is waited for, shorter than a lease: a network that swallows everything costs one call
            long millis = Math.max(2 * TAKING_MILLIS, Math.min(NETWORK_MILLIS, term.toMillis() / 2));
            connection.setNetworkTimeout(Runnable::run, (int) millis);
            return work.on(connection);
        } catch (SQLException e) {
            close();
            throw StoreFailures.onRead(tried, e);
        }
    }

    private Connection connection() throws SQLException {
        Connection connection = kept;
        if (connection == null) {
            connection = dataSource.getConnection();
            kept = connection;
            connection.setAutoCommit(true);
        }
        return connection;
    }

    @Override
    public synchronized void close() {
        Connection connection = kept;
        kept = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                return; // broken, and so given back
            }
        }
    }
}
