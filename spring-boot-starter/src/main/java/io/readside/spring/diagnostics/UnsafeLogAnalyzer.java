package io.readside.spring.diagnostics;

import io.readside.postgres.UnsafeLog;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The database would let readers miss events. */
final class UnsafeLogAnalyzer extends AbstractFailureAnalyzer<UnsafeLog> {

    @Override
    protected FailureAnalysis analyze(Throwable root, UnsafeLog failure) {
        return new FailureAnalysis(
                String.valueOf(failure.getMessage()),
                "Mend the database as said above; there is no property that turns this check off, since readers would"
                        + " miss events without a word.",
                failure);
    }
}
