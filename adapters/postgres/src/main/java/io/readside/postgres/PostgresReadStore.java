package io.readside.postgres;

import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Comparisons;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Intents;
import io.readside.readstore.Leases;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reconciliations;
import io.readside.readstore.Views;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Read models in PostgreSQL: each a table that belongs to a generation, seen through a view that bears the projection's
 * name. Rows and checkpoint of a batch move in one transaction. The log may be in another database.
 *
 * <p>A query of one's own gets its {@code java.sql.Connection} by {@code session.unwrap(Connection.class)}: read-only, in
 * one snapshot. Do not commit, roll back or close it or change its auto-commit mode: that ends the snapshot which vouches
 * for the answer. Name tables by {@code session.table(projection)}; the public views are for queries outside.
 *
 * <p>Between calls it holds one connection, for leases, once they are asked for; all others it gives back as they were. A
 * pool needs that one, and one for each worker and for each reader at a time.
 */
public final class PostgresReadStore implements ReadStore {

    /** Where read models, their views and {@code projection_checkpoint} live. */
    private static final String SCHEMA = "public";

    /** Time for the answer of a statement that PostgreSQL broke off to get here. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(5);

    /** The thread that renews leases asks for intents as well: a network that says nothing must not keep it for long. */
    private static final Duration ON_THE_KEEPERS_THREAD = Duration.ofSeconds(2);

    /** Time for the answer about one range of a comparison: a network may swallow what is sent without a word. */
    private static final Duration A_RANGE = Duration.ofMinutes(10);

    private final Database database;
    private final Duration statementTimeout;
    private final PostgresGenerations generations;
    private final PostgresRebuilds rebuilds;
    private final PostgresComparisons comparisons;
    private final PostgresReconciliations reconciliations;
    private final PostgresReads reads;
    private final PostgresViews views;
    private final PostgresLeases leases;
    private final PostgresIntents intents;

    private PostgresReadStore(Database database, Builder builder) {
        this.database = database;
        this.statementTimeout = builder.statementTimeout;
        this.generations = new PostgresGenerations(database, SCHEMA);
        this.rebuilds = new PostgresRebuilds(database, SCHEMA);
        this.comparisons = new PostgresComparisons(database.answeringWithin(A_RANGE), SCHEMA);
        this.reconciliations = new PostgresReconciliations(database);
        this.reads = new PostgresReads(database, SCHEMA, Audience.READERS);
        this.views = new PostgresViews(database, SCHEMA, ON_THE_WAY);
        this.leases = new PostgresLeases(builder.leaseDataSource);
        this.intents = new PostgresIntents(database.answeringWithin(ON_THE_KEEPERS_THREAD));
    }

    /** As {@link #builder(DataSource)} with every default. */
    public static PostgresReadStore of(DataSource dataSource) {
        return builder(dataSource).build();
    }

    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {

        private final DataSource dataSource;
        private DataSource leaseDataSource;
        private Duration statementTimeout = Duration.ofSeconds(25);

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
            this.leaseDataSource = dataSource;
        }

        /**
         * Where the one connection comes from that leases are held on. Default: the pool of all else, which then needs one
         * connection more. A source of its own keeps leases also while that pool is empty at the start or after a
         * restart of the database.
         */
        public Builder leaseDataSource(DataSource leases) {
            leaseDataSource = leases;
            return this;
        }

        /**
         * Longest time that a statement of a batch may take; a shorter {@code statement_timeout} of the session stays. A
         * batch that is broken off is tried again in parts. Default 25 s.
         */
        public Builder statementTimeout(Duration longest) {
            if (longest.toMillis() < 1 || longest.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(
                        "statementTimeout lies between 1 ms and 1 day; " + longest + " does not.");
            }
            statementTimeout = longest;
            return this;
        }

        /**
         * Opens the store.
         *
         * @throws SchemaMismatch if the schema is not installed, or is older than this version of Readside needs
         * @throws io.readside.readstore.StoreUnavailable if the database cannot be reached
         */
        public PostgresReadStore build() {
            Database database = new Database(dataSource);
            database.alone("Open the read store", StoreFailures::onRead, connection -> {
                PostgresSchema.require(connection, PostgresSchema.READ_STORE);
                return connection;
            });
            return new PostgresReadStore(database, this);
        }
    }

    /** Installs what is missing of the read store's schema; safe to call at each start. */
    public static void installSchema(DataSource dataSource) {
        PostgresSchema.install(dataSource, PostgresSchema.READ_STORE);
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.ATOMIC;
    }

    @Override
    public Generations generations() {
        return generations;
    }

    @Override
    public Rebuilds rebuilds() {
        return rebuilds;
    }

    @Override
    public Comparisons comparisons() {
        return comparisons;
    }

    @Override
    public Reconciliations reconciliations() {
        return reconciliations;
    }

    @Override
    public Applier applier(Projection<?> projection, GenerationId generation) {
        return new PostgresApplier(
                database.answeringWithin(statementTimeout.plus(ON_THE_WAY)),
                projection,
                new PhysicalTable(SCHEMA, generation),
                statementTimeout);
    }

    @Override
    public Reads reads() {
        return reads;
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public Intents intents() {
        return intents;
    }

    @Override
    public Optional<Views> views() {
        return Optional.of(views);
    }

    @Override
    public void close() {
        leases.close();
    }
}
