package io.readside.postgres;

import io.readside.eventlog.EventLog;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.testkit.SubscriptionContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of whoever follows this log. */
class PostgresSubscriptionTest extends SubscriptionContract {

    private FreshDatabase database;
    private PostgresLog log;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("log");
        log = PostgresLog.of(database.dataSource());
    }

    @AfterEach
    void close() {
        log.close();
        database.close();
    }

    @Override
    protected EventLog log() {
        return log;
    }
}
