package io.readside.postgres;

import io.readside.projection.Change.Statement;
import io.readside.projection.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Statements that may be sent together: equal texts, one after the other. A statement runs one level above the highest of those
 * before it that it shares a key with; statements of one level share none, so their order does not matter. One without keys
 * stands between all before it and all behind it.
 */
final class StatementOrder {

    private final SortedMap<Integer, Map<String, List<Statement>>> levels = new TreeMap<>();
    private final Map<Key, Integer> levelOfKey = new HashMap<>();
    private int highest;
    private int floor;

    private StatementOrder() {}

    /** In the order in which they are to run. */
    static List<List<Statement>> groups(List<Statement> statements) {
        StatementOrder order = new StatementOrder();
        statements.forEach(order::add);
        List<List<Statement>> groups = new ArrayList<>();
        order.levels.values().forEach(level -> groups.addAll(level.values()));
        return groups;
    }

    private void add(Statement statement) {
        int level = statement.keys().isEmpty() ? ofAll(statement) : ofKeys(statement);
        highest = Math.max(highest, level);
        levels.computeIfAbsent(level, l -> new LinkedHashMap<>())
                .computeIfAbsent(statement.sql(), sql -> new ArrayList<>())
                .add(statement);
    }

    private int ofKeys(Statement statement) {
        int below = floor;
        for (Key key : statement.keys()) {
            below = Math.max(below, levelOfKey.getOrDefault(key, floor));
        }
        int level = below + 1;
        statement.keys().forEach(key -> levelOfKey.put(key, level));
        return level;
    }

    /** Equal ones that follow each other go together all the same: within a group the order is kept. */
    private int ofAll(Statement statement) {
        Map<String, List<Statement>> last = levels.get(highest);
        boolean follows = floor == highest && last != null && last.containsKey(statement.sql());
        floor = follows ? highest : highest + 1;
        return floor;
    }
}
