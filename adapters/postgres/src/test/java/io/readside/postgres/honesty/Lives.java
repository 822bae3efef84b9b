package io.readside.postgres.honesty;

import io.readside.postgres.support.FreshDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has happened to each key, by the log alone, read in plain SQL. */
final class Lives {

    private static final long NEVER = Long.MAX_VALUE;
    private static final String NOTES =
            "select substr(stream, 6), position, type from readside.events where stream like 'note-%' order by position";

    private final Map<String, long[]> positions = new HashMap<>();
    private final Map<String, Long> flawed = new HashMap<>();

    private Lives() {}

    static Lives of(FreshDatabase database) throws SQLException {
        Lives lives = new Lives();
        Map<String, List<Long>> all = new HashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NOTES)) {
            while (row.next()) {
                String key = row.getString(1);
                all.computeIfAbsent(key, first -> new ArrayList<>()).add(row.getLong(2));
                if (row.getString(3).equals("Misnoted")) {
                    lives.flawed.putIfAbsent(key, row.getLong(2));
                }
            }
        }
        all.forEach((key, each) -> lives.positions.put(
                key, each.stream().mapToLong(Long::longValue).toArray()));
        return lives;
    }

    /** How many events of a key there are at or below a position. */
    long upTo(String key, long position) {
        long[] all = positions.getOrDefault(key, new long[0]);
        int found = Arrays.binarySearch(all, position);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The same without those that may have waited for an operator: from the first flawed one on. */
    long soundUpTo(String key, long position) {
        return upTo(key, Math.min(position, flawed.getOrDefault(key, NEVER) - 1));
    }

    /** Whether there is an event of a key at or below a position that could not be applied at first. */
    boolean isFlawed(String key, long position) {
        return flawed.getOrDefault(key, NEVER) <= position;
    }
}
