package io.readside.spring.diagnostics;

import io.readside.eventlog.EventLog;
import io.readside.readstore.ReadStore;
import io.readside.spring.ReadsideAutoConfiguration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** There are several DataSources, logs or stores, and nothing says which of them is Readside's. */
@Order(Ordered.HIGHEST_PRECEDENCE) // Spring Boot's own knows nothing of the qualifiers
final class AmbiguousDatabaseAnalyzer extends AbstractFailureAnalyzer<UnsatisfiedDependencyException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, UnsatisfiedDependencyException failure) {
        NoUniqueBeanDefinitionException several = findCause(failure, NoUniqueBeanDefinitionException.class);
        UnsatisfiedDependencyException innermost = innermost(failure);
        if (several == null
                || several.getBeanType() == null
                || !String.valueOf(innermost.getBeanName()).startsWith("readside")) {
            return null;
        }
        Class<?> type = several.getBeanType();
        String found = type.getSimpleName() + "s " + names(several);
        if (type == DataSource.class) {
            return new FailureAnalysis(
                    "Readside needs one DataSource for the log, and there are the " + found + ", none of them primary.",
                    "Mark the one with the log and your transactions as @Primary. If the read models have a database of"
                            + " their own, mark that one as @Qualifier(\"" + ReadsideAutoConfiguration.STORE_DATA_SOURCE
                            + "\"). The others: @Bean(defaultCandidate = false).",
                    failure);
        }
        if (type == EventLog.class || type == ReadStore.class) {
            return new FailureAnalysis(
                    "A Readside has one log and one read store, and there are the " + found + ".",
                    "Mark one as @Primary; for a second Readside in one application build it as a bean of your own, by"
                            + " Readside.on(log, store), and set readside.enabled=false.",
                    failure);
        }
        return null;
    }

    private static Collection<String> names(NoUniqueBeanDefinitionException several) {
        return Objects.requireNonNullElse(several.getBeanNamesFound(), List.of());
    }

    /** The outermost bean is the one that somebody asked for; the innermost has the parameter that could not be filled. */
    private static UnsatisfiedDependencyException innermost(UnsatisfiedDependencyException failure) {
        UnsatisfiedDependencyException innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsatisfiedDependencyException deeper) {
                innermost = deeper;
            }
        }
        return innermost;
    }
}
