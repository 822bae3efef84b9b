package io.readside.monitor;

import io.readside.event.Position;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Stall;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Overview;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Reconciled;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at every projection that a read store holds, this process's own and others. */
public final class Monitor {

    private final EventLog log;
    private final ReadStore store;

    public Monitor(EventLog log, ReadStore store) {
        this.log = log;
        this.store = store;
    }

    /** By name. Checkpoints are read before the head, so that no lag is negative. */
    public List<ProjectionStatus> status() {
        List<Overview> active = store.reads().all();
        Map<String, RebuildStatus> rebuilds =
                rebuilds(active, active.stream().map(Monitor::name).toList());
        return active.stream()
                .map(overview -> new ProjectionStatus(
                        overview,
                        backlog(overview),
                        Optional.ofNullable(rebuilds.get(name(overview))),
                        drift(overview)))
                .toList();
    }

    /** The rebuild of one projection, if one is open. */
    public Optional<RebuildStatus> rebuild(String projection) {
        return Optional.ofNullable(
                rebuilds(store.reads().all(), List.of(projection)).get(projection));
    }

    /** What the last reconcile of a read model came to; empty: there has been none. */
    public Optional<Reconciled> lastReconciled(String projection) {
        return store.reconciliations().last(projection);
    }

    /** The transaction that keeps every subscriber of the log back right now; empty if none does. */
    public Optional<Stall> stall() {
        return log.stall();
    }

    /** Another generation may have taken the place of the one that was looked at. */
    private Optional<Reconciled> drift(Overview overview) {
        return lastReconciled(name(overview))
                .filter(last -> last.drift() > 0
                        && last.generation().equals(overview.generation().id()));
    }

    private Map<String, RebuildStatus> rebuilds(List<Overview> active, Collection<String> projections) {
        List<Rebuild> open = store.rebuilds().open(projections);
        if (open.isEmpty()) {
            return Map.of();
        }
        Map<GenerationId, Overview> known = Stream.concat(active.stream(), store.reads().beside().stream())
                .collect(Collectors.toMap(
                        overview -> overview.generation().id(), overview -> overview, (earlier, later) -> later));
        Map<String, RebuildStatus> rebuilds = new HashMap<>();
        for (Rebuild rebuild : open) {
            Overview blue = known.get(rebuild.blue());
            Overview green = known.get(rebuild.green());
            if (blue != null && green != null) { // else it was swapped or dropped meanwhile: the next look tells
                rebuilds.put(rebuild.projection(), status(rebuild, blue, green));
            }
        }
        return rebuilds;
    }

    private RebuildStatus status(Rebuild rebuild, Overview blue, Overview green) {
        return new RebuildStatus(rebuild, blue, green, backlog(green), backlog(blue), pace(rebuild, position(green)));
    }

    private Optional<Pace> pace(Rebuild rebuild, Position green) {
        return switch (rebuild.state()) {
            case PLANNED -> Optional.of(expected(rebuild));
            case LOADING, CATCHING_UP ->
                Pace.of(
                                green.value() - rebuild.from().value(),
                                store.rebuilds().sinceBegun(rebuild),
                                Pace.Source.MEASURED)
                        .or(() -> Optional.of(expected(rebuild)));
            default -> Optional.empty();
        };
    }

    /** From the last time, where it stood when it had been compared; else a round figure. */
    private Pace expected(Rebuild rebuild) {
        return store.rebuilds()
                .measured(rebuild.projection())
                .flatMap(last -> last.compared()
                        .flatMap(compared -> Pace.of(
                                compared.at().value() - last.from().value(),
                                last.took().orElseThrow(),
                                Pace.Source.LAST_TIME)))
                .orElse(Pace.ASSUMED);
    }

    private Backlog backlog(Overview overview) {
        return log.backlog(position(overview));
    }

    private static Position position(Overview overview) {
        return overview.generation().checkpoint().position();
    }

    private static String name(Overview overview) {
        return overview.generation().id().projection();
    }
}
