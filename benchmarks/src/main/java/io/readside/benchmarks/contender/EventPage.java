package io.readside.benchmarks.contender;

import io.readside.testkit.orders.OrderEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code events} in pages, outside of the transaction that writes. */
final class EventPage implements AutoCloseable {

    static final int SIZE = 500;

    /** One event of a page. */
    record Numbered(long position, OrderEvent event) {}

    private final PreparedStatement query;

    EventPage(Connection log) throws SQLException {
        query = log.prepareStatement(
                "select position, type, payload from events where position > ? and position <= ? order by position limit "
                        + SIZE);
    }

    List<Numbered> after(long position, long upTo) throws SQLException {
        query.setLong(1, position);
        query.setLong(2, upTo);
        List<Numbered> page = new ArrayList<>(SIZE);
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                page.add(new Numbered(rows.getLong(1), OrderJson.read(rows.getString(2), rows.getString(3))));
            }
        }
        return page;
    }

    @Override
    public void close() throws SQLException {
        query.close();
    }
}
