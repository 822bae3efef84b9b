package io.readside.spring.diagnostics;

import io.readside.readstore.ProjectionMismatch;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What a bean declares is not what the store holds under its name, and nobody here could feed that. */
final class ProjectionMismatchAnalyzer extends AbstractFailureAnalyzer<ProjectionMismatch> {

    @Override
    protected FailureAnalysis analyze(Throwable root, ProjectionMismatch failure) {
        return new FailureAnalysis(
                String.valueOf(failure.getMessage()),
                "A read model that is stored is changed by a new version, and the old one stays declared to be fed until"
                        + " it is dropped: Projection.named(…).version(2).replaces(V1). Make a bean of the newer one."
                        + " ./readside status shows which version the store holds.",
                failure);
    }
}
