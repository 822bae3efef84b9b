package io.readside.cli;

import java.util.Map;
import java.util.TreeMap;

/** Lines that cannot be imported: how many, and the first of them. */
final class BadLines {

    private static final int SHOWN = 20;

    private final TreeMap<Long, String> first = new TreeMap<>();
    private long count;

    void add(long line, String reason) {
        count++;
        first.put(line, reason);
        if (first.size() > SHOWN) {
            first.pollLastEntry();
        }
    }

    long count() {
        return count;
    }

    /** At most 20, by number. */
    Map<Long, String> first() {
        return first;
    }
}
