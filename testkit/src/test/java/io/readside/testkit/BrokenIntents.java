package io.readside.testkit;

import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intents;
import io.readside.readstore.Overview;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Stores that get one thing wrong about what operators want. */
final class BrokenIntents {

    private BrokenIntents() {}

    /** Keeps in memory what must not be lost. */
    static class ForgetsInACrash extends TamperedStore {

        private final Map<Long, Intent> lost = new HashMap<>();
        private final List<Runnable> runs = new ArrayList<>();

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void pause(long epoch, String by) {
                    super.pause(epoch, by);
                    runs.add(() -> applier.run(epoch));
                }
            };
        }

        @Override
        public Intents intents() {
            return new Forwarding.ToIntents(honest.intents()) {
                @Override
                public Map<GenerationId, List<Intent>> open(Set<GenerationId> generations) {
                    Map<GenerationId, List<Intent>> open = super.open(generations);
                    open.replaceAll((id, wanted) -> wanted.stream()
                            .filter(intent -> !lost.containsKey(intent.id()))
                            .toList());
                    return open;
                }
            };
        }

        @Override
        public void restart() {
            super.restart();
            runs.forEach(Runnable::run);
            for (Overview overview : honest.reads().all()) {
                GenerationId id = overview.generation().id();
                overview.lease().ifPresent(lease -> honest.leases().release(lease.owner(), Set.of(id)));
                honest.intents()
                        .open(Set.of(id))
                        .values()
                        .forEach(wanted -> wanted.forEach(intent -> lost.put(intent.id(), intent)));
            }
        }
    }

    /** Without the name of who wants it. */
    static class KeepsNoNames extends TamperedStore {
        @Override
        public Intents intents() {
            return new Forwarding.ToIntents(honest.intents()) {
                @Override
                public Intent submit(String projection, Intent.Act act, String by) {
                    return super.submit(projection, act, "");
                }
            };
        }
    }

    static class LatestWishFirst extends TamperedStore {
        @Override
        public Intents intents() {
            return new Forwarding.ToIntents(honest.intents()) {
                @Override
                public Map<GenerationId, List<Intent>> open(Set<GenerationId> generations) {
                    Map<GenerationId, List<Intent>> open = super.open(generations);
                    open.replaceAll((id, wanted) -> Backwards.of(wanted));
                    return open;
                }
            };
        }
    }

    static class OverwritesReports extends TamperedStore {

        private final Map<Long, Intent.Report> last = new HashMap<>();

        @Override
        public Intents intents() {
            return new Forwarding.ToIntents(honest.intents()) {
                @Override
                public void report(long id, Intent.Report report) {
                    super.report(id, report);
                    last.put(id, report);
                }

                @Override
                public Optional<Intent> find(long id) {
                    return super.find(id)
                            .map(found -> new Intent(
                                    id,
                                    found.projection(),
                                    found.act(),
                                    found.by(),
                                    Optional.ofNullable(last.get(id))));
                }
            };
        }
    }
}
