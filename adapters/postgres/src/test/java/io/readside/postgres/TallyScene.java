package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.readstore.Applier;
import io.readside.readstore.GenerationId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The read model of tallies in a fresh database, over connections that can be cut. */
@Timeout(60)
abstract class TallyScene {

    static final GenerationId ID = new GenerationId("tally", 1);

    final Cutter cutter = new Cutter();
    FreshDatabase database;
    PostgresReadStore store;
    Applier applier;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        store = PostgresReadStore.of(cutter.around(database.dataSource()));
        applier = store.applier(TALLY, store.generations().open(TALLY).id());
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }
}
