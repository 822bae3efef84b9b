package io.readside.projection;

import java.time.Duration;
import java.util.List;

/**
 * A read model that the database computes from another one, as a materialized view that is refreshed whole.
 *
 * @param name of the view
 * @param source the read model that it is computed from
 * @param statements that create the view, empty, and its unique index; run once, in order
 * @param atMostEvery shortest time between two refreshes; a refresh follows a move of the source's checkpoint
 */
public record MaterializedView(String name, Projection<?> source, List<String> statements, Duration atMostEvery) {

    public MaterializedView {
        Identifiers.requireProjection(name);
        statements = List.copyOf(statements);
        if (statements.isEmpty() || atMostEvery.isNegative()) {
            throw new IllegalArgumentException("Materialized view '" + name
                    + "' needs the statements that create it and a duration that is not negative: " + atMostEvery
                    + ".");
        }
    }
}
