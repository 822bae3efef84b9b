package io.readside.postgres;

import io.readside.postgres.Cutter.Side;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.readstore.ReadStore;
import io.readside.testkit.CrashableStore;
import io.readside.testkit.ReadStoreContract;
import java.sql.SQLException;
import java.time.Duration;

/** The contract of every read store; a crash is a connection that is cut before a statement is sent. */
class PostgresReadStoreTest extends ReadStoreContract {

    @Override
    protected CrashableStore create() {
        return new Crashable(PostgresServer.shared().create("readstore"), Side.BEFORE);
    }

    /** A store whose connections can be cut. */
    static final class Crashable implements CrashableStore {

        private final FreshDatabase database;
        private final Side side;
        private final Cutter cutter = new Cutter();
        private final ReadStore store;

        Crashable(FreshDatabase database, Side side) {
            this.database = database;
            this.side = side;
            this.store = PostgresReadStore.of(cutter.around(database.dataSource()));
        }

        FreshDatabase database() {
            return database;
        }

        Cutter cutter() {
            return cutter;
        }

        @Override
        public ReadStore store() {
            return store;
        }

        @Override
        public void crashAfter(long writes) {
            cutter.cutAfter(writes, side);
        }

        @Override
        public void restart() {
            cutter.restore();
        }

        @Override
        public void passTime(Duration duration) {
            String by = " - interval '" + duration.toMillis() + " milliseconds'";
            try {
                database.execute("update readside.lease set since = since" + by + ", renewed_at = renewed_at" + by
                        + ", expires_at = expires_at" + by + "; update readside.parked_event set parked_at = parked_at"
                        + by + "; update readside.generation set meeting_ends = meeting_ends" + by);
            } catch (SQLException e) {
                throw new AssertionError("Time did not pass.", e);
            }
        }

        @Override
        public void close() {
            store.close();
            database.close();
        }
    }
}
