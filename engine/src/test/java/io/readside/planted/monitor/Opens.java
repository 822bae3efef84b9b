package io.readside.planted.monitor;

import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.Generations;
import java.util.List;

/** A second maker of generations. */
public record Opens(Generations generations) {

    public List<Generation> all(List<Projection<?>> projections) {
        return projections.stream().map(generations::open).toList();
    }
}
