package io.readside.spring;

import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.readstore.Lease;
import io.readside.readstore.Overview;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which read models of an application nobody feeds: its own process is not to, or has not the code, and no other one holds the
 * lease.
 *
 * @param projections the newest version of each
 * @param workers whether this process feeds what it has the code of
 */
record Feeding(List<Projection<?>> projections, List<MaterializedView> views, boolean workers) {

    /**
     * What is wrong, a paragraph each; empty: nothing.
     *
     * @param active what the store holds
     * @param beside the same, of generations that are not the active one and may be read
     */
    List<String> findings(List<Overview> active, List<Overview> beside) {
        List<String> findings = new ArrayList<>();
        for (Projection<?> projection : projections) {
            find(projection, active, beside, findings);
        }
        if (!workers) {
            views.forEach(view -> named(view.name(), active)
                    .filter(shown -> !isFed(shown))
                    .ifPresent(shown -> findings.add(unfed("Materialized view '" + view.name() + "'", shown))));
        }
        return findings;
    }

    private void find(Projection<?> projection, List<Overview> active, List<Overview> beside, List<String> findings) {
        Optional<Overview> shown = named(projection.name(), active);
        shown.filter(this::isForgotten)
                .ifPresent(one -> findings.add(unfed("Read model '" + projection.name() + "'", one)));
        if (shown.isEmpty() || shown.get().generation().version() == projection.version()) {
            return;
        }
        Optional<Overview> own = beside.stream()
                .filter(one -> one.generation().id().projection().equals(projection.name())
                        && one.generation().version() == projection.version())
                .findFirst();
        String versions = "Read model '" + projection.name() + "' is declared here in version " + projection.version()
                + ", and version " + shown.get().generation().version() + " is the active one";
        if (own.isPresent() && isForgotten(own.get())) {
            findings.add(unfed(versions + ". The generation of version " + projection.version(), own.get()));
        } else if (own.isEmpty() && !workers) {
            findings.add(versions + "; nobody has planned the other, since no process with workers declares it. Its"
                    + " readers are told Pending until it is built. Start an instance of this version with"
                    + " readside.workers=true, then ./readside rebuild " + projection.name() + ".");
        }
    }

    private static Optional<Overview> named(String name, List<Overview> active) {
        return active.stream()
                .filter(one -> one.generation().id().projection().equals(name))
                .findFirst();
    }

    /** This process may not hold the lease yet of what it is about to feed. */
    private boolean isForgotten(Overview overview) {
        return !isFed(overview) && !(workers && isKnown(overview));
    }

    private boolean isKnown(Overview overview) {
        return projections.stream()
                .filter(newest ->
                        newest.name().equals(overview.generation().id().projection()))
                .anyMatch(newest ->
                        newest.ofVersion(overview.generation().version()).isPresent());
    }

    private static boolean isFed(Overview overview) {
        return overview.lease().filter(Lease::isHeld).isPresent();
    }

    private String unfed(String what, Overview overview) {
        String last = overview.lease()
                .map(lease -> "the last was " + lease.owner() + ", since " + lease.since())
                .orElse("nobody ever has");
        return what + " is fed by nobody: no process holds the lease of "
                + overview.generation().id() + " (" + last + "), and this one "
                + (workers
                        ? "does not declare version " + overview.generation().version()
                        : "has readside.workers=false")
                + ". It stands at position " + overview.generation().checkpoint()
                + "; readers with a token of a later write are told Pending. Start an instance that declares version "
                + overview.generation().version() + " with readside.workers=true.";
    }
}
