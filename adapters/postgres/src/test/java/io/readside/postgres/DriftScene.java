package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.event.Json;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Projection;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intent.Scope;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Log and read store in one database, the door between them, and rows that somebody spoils by SQL. */
@Timeout(120)
abstract class DriftScene {

    static final Duration LONG = Duration.ofSeconds(100);

    FreshDatabase database;
    Readside readside;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("log", "readstore");
    }

    @AfterEach
    void close() {
        if (readside != null) {
            readside.close();
        }
        database.close();
    }

    void start(Projection<?>... projections) {
        start(builder -> builder, projections);
    }

    void start(UnaryOperator<Readside.Builder> with, Projection<?>... projections) {
        Readside.Builder builder = with.apply(
                Readside.on(PostgresLog.of(database.dataSource()), PostgresReadStore.of(database.dataSource())));
        for (Projection<?> projection : projections) {
            builder.project(projection);
        }
        readside = builder.start();
    }

    VersionToken append(String account, Savings.Event... events) {
        return readside.append(Savings.EVENTS.stream(account), ExpectedVersion.any(), events)
                .token();
    }

    /** Waits until a read model has applied all that is in the log. */
    void await(Projection<?> projection) {
        VersionToken token = PostgresLog.of(database.dataSource()).newest();
        readside.read(projection).after(token).within(LONG).rows(1);
    }

    Report ask(String name, Act act) throws InterruptedException {
        return readside.operations().ask(name, act, "ann", LONG).orElseThrow();
    }

    Report reconcile(String name) throws InterruptedException {
        return ask(name, new Act.Reconcile(new Scope.Whole(), false));
    }

    Report repair(String name) throws InterruptedException {
        return ask(name, new Act.Reconcile(new Scope.Whole(), true));
    }

    static Map<String, Object> details(Report report) {
        assertThat(report.done()).as(report.message()).isTrue();
        return Json.readObject(report.details().orElseThrow());
    }

    /** The keys that a report tells of. */
    @SuppressWarnings("unchecked") // as they are written
    static List<String> keys(Report report) {
        return ((List<Map<String, Object>>) details(report).get("keys"))
                .stream().map(drift -> (String) drift.get("key")).toList();
    }

    /** By hand, past everything. */
    void spoil(String... statements) throws SQLException {
        for (String statement : statements) {
            database.execute(statement);
        }
    }

    /** What is in a table besides its key, as text. */
    String row(String table, String id) throws SQLException {
        return String.valueOf(
                database.value("select string_agg(t::text, ' ') from " + table + " t where id = '" + id + "'"));
    }
}
