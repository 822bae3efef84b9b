package io.readside.postgres;

import io.readside.readstore.StoreUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people have said about a table or a view by hand: who owns it, who may do what with it and its columns, row security,
 * comments, replica identity, statistics targets, options, publications. Green is given what blue has, so that it can take its
 * place without anybody noticing. What belongs to a column goes to the column of the same name; what belongs to one that only
 * green has stays as it is.
 */
final class Rights {

    /** How much a relation is to be like another. */
    enum Extent {
        /** Equal afterwards: what only it has is taken away. */
        WHOLE,
        /** What it has of its own stays: a text of the user's has made it so, and says more than what was before. */
        MISSING;

        /**
         * Between the tables of two generations. One that is derived from a record has nothing of its own, and one by a text has
         * the same as another by the same text.
         */
        static Extent between(GenerationRow source, GenerationRow target) {
            boolean isOneVersion =
                    source.generation().version() == target.generation().version();
            return isOneVersion || !TableDefinition.isByText(target.signature()) ? WHOLE : MISSING;
        }
    }

    // each tells what is to be done: in words, as statements or null if there is no way, and whether it has to be
    // possible
    private static final String OWNER = Sql.statement("rights/owner");

    /** Read once the owner is the right one: what he may do needs no grant. */
    private static final List<String> ALL_ELSE = Stream.of(
                    "grants",
                    "column_grants",
                    "row_security",
                    "policies",
                    "comments",
                    "replica_identity",
                    "statistics",
                    "options")
            .map(kind -> Sql.statement("rights/" + kind))
            .toList();

    private static final String PUBLICATIONS = Sql.statement("rights/publications");

    private Rights() {}

    /** Copies those of a generation's tables, as {@link #copy(Connection, String, String, Extent)} does. */
    static List<String> copy(Connection connection, PhysicalTable source, PhysicalTable target, Extent extent)
            throws SQLException {
        List<String> refused = new ArrayList<>(copy(connection, source.table(), target.table(), extent));
        refused.addAll(copy(connection, source.binding(), target.binding(), extent));
        refused.addAll(copy(connection, source.applied(), target.applied(), extent));
        return refused;
    }

    /**
     * Copies them in the caller's transaction, which goes on in any case.
     *
     * @param source schema-qualified and quoted
     * @param target likewise
     * @return what cannot be given, and why, in words; empty: nothing
     */
    static List<String> copy(Connection connection, String source, String target, Extent extent) throws SQLException {
        List<String> refused = new ArrayList<>(give(connection, List.of(OWNER), source, target, extent));
        refused.addAll(give(connection, ALL_ELSE, source, target, extent));
        return refused;
    }

    /**
     * As {@link #copy}, for publications alone. A subscriber that has not the table fails at the first row of it that changes, so
     * green is not published before it takes blue's place.
     */
    static List<String> publish(Connection connection, PhysicalTable source, PhysicalTable target, Extent extent)
            throws SQLException {
        return give(connection, List.of(PUBLICATIONS), source.table(), target.table(), extent);
    }

    private static List<String> give(
            Connection connection, List<String> queries, String source, String target, Extent extent)
            throws SQLException {
        List<String> refused = new ArrayList<>();
        for (Gift gift : gifts(connection, queries, source, target, extent)) {
            refusal(connection, gift).ifPresent(refused::add);
        }
        return refused;
    }

    private record Gift(String what, @Nullable String statements, boolean isNeeded) {}

    /** @param queries sent in one round trip */
    private static List<Gift> gifts(
            Connection connection, List<String> queries, String source, String target, Extent extent)
            throws SQLException {
        List<Gift> gifts = new ArrayList<>();
        try (PreparedStatement all = connection.prepareStatement(String.join(";\n", queries))) {
            for (int i = 0; i < queries.size(); i++) {
                all.setString(3 * i + 1, source);
                all.setString(3 * i + 2, target);
                all.setBoolean(3 * i + 3, extent == Extent.WHOLE);
            }
            boolean hasMore = all.execute();
            while (hasMore) {
                try (ResultSet row = all.getResultSet()) {
                    while (row.next()) {
                        gifts.add(new Gift(row.getString(1), row.getString(2), row.getBoolean(3)));
                    }
                }
                hasMore = all.getMoreResults();
            }
        }
        return gifts;
    }

    private static Optional<String> refusal(Connection connection, Gift gift) throws SQLException {
        if (gift.statements() == null) {
            return Optional.of(gift.what() + " (nothing there that it could refer to)");
        }
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false); // an expression of the user's may have braces
            statement.execute(gift.statements());
            connection.releaseSavepoint(before);
            return Optional.empty();
        } catch (SQLException e) {
            if (StoreFailures.onRead(gift.what(), e) instanceof StoreUnavailable) {
                throw e;
            }
            connection.rollback(before);
            return gift.isNeeded()
                    ? Optional.of(gift.what() + " (" + StoreFailures.bare(e).getMessage() + ")")
                    : Optional.empty();
        }
    }
}
