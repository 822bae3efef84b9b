package io.readside.postgres;

import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Guarantee;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.Views;
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
 * <p>It holds no connection between calls, and gives each back as it was. A pool needs one connection for each worker and
 * for each reader at a time.
 */
public final class PostgresReadStore implements ReadStore {

    /** Where read models, their views and {@code projection_checkpoint} live. */
    private static final String SCHEMA = "public";

    private final Database database;
    private final PostgresGenerations generations;
    private final PostgresReads reads;
    private final PostgresViews views;

    private PostgresReadStore(Database database) {
        this.database = database;
        this.generations = new PostgresGenerations(database, SCHEMA);
        this.reads = new PostgresReads(database, SCHEMA);
        this.views = new PostgresViews(database, SCHEMA);
    }

    /**
     * Opens the store.
     *
     * @throws SchemaMismatch if the schema is not installed, or is older than this version of Readside needs
     * @throws io.readside.readstore.StoreUnavailable if the database cannot be reached
     */
    public static PostgresReadStore of(DataSource dataSource) {
        Database database = new Database(dataSource);
        database.alone("Open the read store", StoreFailures::onRead, connection -> {
            PostgresSchema.require(connection, PostgresSchema.READ_STORE);
            return connection;
        });
        return new PostgresReadStore(database);
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
    public Applier applier(Projection<?> projection, GenerationId generation) {
        return new PostgresApplier(database, projection, new PhysicalTable(SCHEMA, generation));
    }

    @Override
    public Reads reads() {
        return reads;
    }

    @Override
    public Optional<Views> views() {
        return Optional.of(views);
    }

    @Override
    public void close() {}
}
