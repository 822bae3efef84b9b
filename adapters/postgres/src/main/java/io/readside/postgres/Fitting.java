package io.readside.postgres;

import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether what is stored under a projection's name is what it, or one of the versions that it replaces, declares. */
final class Fitting {

    private Fitting() {}

    /**
     * The generation that serves readers of a projection, be it still of an earlier version.
     *
     * @param stored every generation of the name
     * @throws ProjectionMismatch if the projection does not know what is stored, or knows it otherwise
     */
    static Generation serving(List<GenerationRow> stored, Projection<?> projection) {
        stored.forEach(row ->
                projection.ofVersion(row.generation().version()).ifPresent(declared -> requireEqual(row, declared)));
        Optional<GenerationRow> ofThisVersion = stored.stream()
                .filter(row -> row.generation().version() == projection.version())
                .filter(row -> row.generation().role() != Role.SCRATCH)
                .max(Comparator.comparing(row -> row.generation().role() == Role.ACTIVE));
        GenerationRow active = stored.stream()
                .filter(row -> row.generation().role() == Role.ACTIVE)
                .findFirst()
                .orElseThrow();
        if (ofThisVersion.isEmpty()
                && projection.ofVersion(active.generation().version()).isEmpty()) {
            throw unknown(active, projection);
        }
        return ofThisVersion.orElse(active).generation();
    }

    private static ProjectionMismatch unknown(GenerationRow active, Projection<?> projection) {
        int version = active.generation().version();
        return new ProjectionMismatch("Projection '" + projection.name() + "' is stored as version " + version + " ("
                + active.kind() + ": " + active.signature() + ") and declared as version " + projection.version() + " ("
                + TableDefinition.kind(projection) + ": " + TableDefinition.signature(projection) + "), "
                + (version < projection.version()
                        ? "which does not say what it replaces. Keep the declaration of version " + version
                                + " and say .version(" + projection.version() + ").replaces(…)"
                        : "of which nothing is stored any more: it was replaced and dropped. Run the newer version of the"
                                + " application")
                + ". Nothing was changed.");
    }

    private static void requireEqual(GenerationRow stored, Projection<?> declared) {
        String signature = TableDefinition.signature(declared);
        String kind = TableDefinition.kind(declared);
        if (!stored.signature().equals(signature) || !stored.kind().equals(kind)) {
            throw new ProjectionMismatch("Projection '" + declared.name() + "' is stored as version "
                    + declared.version() + " (" + stored.kind() + ": " + stored.signature()
                    + ") and declared with the same version as (" + kind + ": " + signature
                    + "). Declare what is stored, and what is new as .version(" + (declared.version() + 1)
                    + ").replaces(…), so that it is built beside it. Nothing was changed.");
        }
    }
}
