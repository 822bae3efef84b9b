package io.readside.postgres.campaign;

import io.readside.postgres.PostgresSchema;
import io.readside.postgres.support.OwnServer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A log and a read store: two databases on one server, or on two.
 *
 * @param log where the log's database is
 * @param store where the read models' database is; may be the same server and database
 */
record Site(Place log, Place store) {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** A database on a server. */
    record Place(OwnServer server, String database) {

        /** The first column of the first row, asked for past every proxy. */
        Object value(String sql) {
            return server.value(database, sql);
        }

        void execute(String sql) {
            server.execute(database, sql);
        }
    }

    /** Log and read models in one database. */
    static Site together(OwnServer server) {
        String database = newDatabase(server, PostgresSchema.LOG, PostgresSchema.READ_STORE);
        Place place = new Place(server, database);
        return new Site(place, place);
    }

    /** The log and the read models each on a server of its own, or at least in a database of its own. */
    static Site apart(OwnServer log, OwnServer store) {
        return new Site(
                new Place(log, newDatabase(log, PostgresSchema.LOG)),
                new Place(store, newDatabase(store, PostgresSchema.READ_STORE)));
    }

    private static String newDatabase(OwnServer server, String... parts) {
        String database = "site_" + DATABASES.incrementAndGet();
        server.create(database, parts);
        return database;
    }

    /** The same store after its log's place has been taken by another server. */
    Site withLogAt(OwnServer server) {
        return new Site(new Place(server, log.database), store);
    }
}
