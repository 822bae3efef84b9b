package io.readside;

import io.readside.eventlog.LateEvent;
import io.readside.projection.Projection;
import io.readside.readstore.Generations;
import java.util.List;
import java.util.function.Consumer;

/**
 * Marks the read models that lack a late event. What cannot be marked fails afterwards, so that the log tells of the event
 * again; marking twice changes nothing.
 */
final class RebuildMarks implements Consumer<LateEvent> {

    private final Generations generations;
    private final List<Projection<?>> projections;

    RebuildMarks(Generations generations, List<Projection<?>> projections) {
        this.generations = generations;
        this.projections = projections;
    }

    @Override
    public void accept(LateEvent late) {
        RuntimeException failure = null;
        for (Projection<?> projection : projections) {
            if (projection.events().category().equals(late.stream().category())) {
                try {
                    mark(projection, late);
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void mark(Projection<?> projection, LateEvent late) {
        generations.markForRebuild(
                projection.name(),
                late.position(),
                late.foundAt(),
                "event " + late.event() + " of stream " + late.stream()
                        + " became visible after its position was passed");
    }
}
