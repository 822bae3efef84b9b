package io.readside.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Positions next to each other that have no event. */
record Gap(long first, long last) {

    /** See {@link #bind}. */
    static final String BETWEEN = Sql.statement("log/gaps");

    private static final String NTH_AFTER = Sql.statement("log/nth_after");

    /** Binds the three places of {@link #BETWEEN}, the first of which is {@code place}. */
    static void bind(PreparedStatement query, int place, long after, long upTo) throws SQLException {
        query.setLong(place, after);
        query.setLong(place + 1, after);
        query.setLong(place + 2, upTo);
    }

    /** Where to cut, so that a piece of the log has so many events and ends with one. */
    static long cut(Connection connection, long after, long upTo, int events) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NTH_AFTER)) {
            query.setLong(1, after);
            query.setLong(2, upTo);
            query.setInt(3, events - 1);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : upTo;
            }
        }
    }

    /** @param upTo the position of an event */
    static List<Gap> between(Connection connection, long after, long upTo) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(BETWEEN)) {
            bind(query, 1, after, upTo);
            return list(query.executeQuery());
        }
    }

    /** In order of position. */
    static List<Gap> list(ResultSet row) throws SQLException {
        List<Gap> gaps = new ArrayList<>();
        while (row.next()) {
            gaps.add(new Gap(row.getLong("first"), row.getLong("last")));
        }
        return gaps;
    }

    long positions() {
        return last - first + 1;
    }

    /** As an {@code int8multirange}, which joins what touches. */
    static String multirange(List<Gap> gaps) {
        return gaps.stream()
                .map(gap -> "[" + gap.first + "," + gap.last + "]")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
