package io.readside.eventlog;

import java.util.Set;

/**
 * Which events a reader wants.
 *
 * @param categories empty: all
 */
public record EventFilter(Set<String> categories) {

    /** Every event. */
    public static final EventFilter ALL = new EventFilter(Set.of());

    public EventFilter {
        categories = Set.copyOf(categories);
    }

    public static EventFilter category(String category) {
        return new EventFilter(Set.of(category));
    }

    public boolean accepts(String category) {
        return categories.isEmpty() || categories.contains(category);
    }
}
