package io.readside.spring.web;

import io.readside.consistency.JointRead;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import io.readside.readstore.Generation;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/** The read models that an annotation may name: each by its own name, for what is active, and by the name of each version. */
final class GatedNames {

    private final ReadStore store;
    private final Map<String, List<ReadModel>> models = new LinkedHashMap<>();

    /** @param projections the newest version of each */
    GatedNames(ReadStore store, List<Projection<?>> projections, List<MaterializedView> views) {
        this.store = store;
        for (Projection<?> newest : projections) {
            List<ReadModel> versions = new ArrayList<>();
            for (int version = newest.version(); version >= 1; version--) {
                newest.ofVersion(version).ifPresent(versions::add);
            }
            models.put(newest.name(), versions);
            versions.forEach(version -> models.put(version.versionedName(), List.of(version)));
        }
        views.forEach(view -> models.put(view.name(), List.of(view)));
    }

    Set<String> known() {
        return new TreeSet<>(models.keySet());
    }

    JointRead read(String name, GatedReads reads) {
        ReadModel model = model(name);
        return model instanceof MaterializedView view ? reads.of(view) : reads.of((Projection<?>) model);
    }

    /** The view of a read model's name shows the active generation, whatever version that is of. */
    ReadModel model(String name) {
        List<ReadModel> versions = models.get(name);
        if (versions == null) {
            throw new NoSuchElementException("There is no read model '" + name + "'. Known: " + known() + ".");
        }
        if (versions.size() == 1) {
            return versions.get(0);
        }
        List<Generation> serving = store.reads().serving(versions);
        int active = serving.stream()
                .filter(generation -> generation.role() == Role.ACTIVE)
                .map(Generation::version)
                .findFirst()
                .orElse(versions.get(0).version());
        return versions.stream()
                .filter(version -> version.version() == active)
                .findFirst()
                .orElse(versions.get(0));
    }
}
