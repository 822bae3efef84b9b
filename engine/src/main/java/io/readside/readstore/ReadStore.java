package io.readside.readstore;

import io.readside.projection.Projection;
import java.util.Optional;

/** A database that holds read models and their checkpoints. Safe for use by many threads. */
public interface ReadStore extends AutoCloseable {

    /** What it promises about rows and checkpoint after a crash. */
    Guarantee guarantee();

    /** Creates and finds generations. */
    Generations generations();

    /** Generations beside the active ones. */
    Rebuilds rebuilds();

    /** Sets generations against each other. */
    Comparisons comparisons();

    /** What came of reconciles. */
    Reconciliations reconciliations();

    /** The writing side of one generation. */
    Applier applier(Projection<?> projection, GenerationId generation);

    /** The reading side. */
    Reads reads();

    /** Who feeds what. */
    Leases leases();

    /** What operators want. */
    Intents intents();

    /** Materialized views, if the store has such a thing. */
    Optional<Views> views();

    /** Gives back what the store holds; the DataSource of its user stays open. */
    @Override
    void close();
}
