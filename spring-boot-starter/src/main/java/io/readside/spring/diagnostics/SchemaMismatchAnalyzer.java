package io.readside.spring.diagnostics;

import io.readside.postgres.SchemaMismatch;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Readside's own tables are missing, or older than the jar. */
final class SchemaMismatchAnalyzer extends AbstractFailureAnalyzer<SchemaMismatch> {

    @Override
    protected FailureAnalysis analyze(Throwable root, SchemaMismatch failure) {
        return new FailureAnalysis(String.valueOf(failure.getMessage()), """
                Do one of these, then start again:

                    ./readside init --url postgresql://…         from a shell, with a role that may create tables
                    readside.install-schema=true                 at each start, with the role of the application
                    io/readside/postgres/schema in the jar       run by your own migrations, in the order of their numbers
                """, failure);
    }
}
