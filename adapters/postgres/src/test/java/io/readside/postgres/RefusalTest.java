package io.readside.postgres;

import static io.readside.postgres.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LogUnavailable;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.OwnServer;
import io.readside.postgres.support.PostgresServer;
import io.readside.postgres.support.StandbyServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server on which readers could miss events is not read from: not at the start, and not when it becomes one. */
class RefusalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Audits OFTEN = new Audits(SOON, SOON, List.of(Duration.ofHours(1)));
    private static final Audits NEVER = new Audits(SOON, Duration.ofDays(1), List.of(Duration.ofHours(1)));

    private static final String CUT_ALL = "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
            + " current_database() and pid <> pg_backend_pid()";

    private FreshDatabase database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared().create("log");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void a_standby_is_refused_and_pages_from_one_are_not_trusted() throws Exception {
        try (OwnServer primary = OwnServer.start()) {
            primary.create("orders", "log");
            Appending.committed(primary.connect("orders"), "order-1");
            try (StandbyServer standby = StandbyServer.of(primary);
                    PostgresLog log = PostgresLog.of(primary.dataSource("orders"))) {
                standby.catchUpWith(primary);

                assertThatExceptionOfType(UnsafeLog.class)
                        .isThrownBy(() -> PostgresLog.of(standby.server().dataSource("orders")))
                        .withMessageContaining("the server is a standby")
                        .withMessageContaining("targetServerType=primary");
                LogReader readsOnStandby = new LogReader(standby.server().dataSource("orders"), Duration.ofSeconds(30));
                Checkpoint place = log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(10))
                        .scannedTo();
                assertThatExceptionOfType(LogUnavailable.class)
                        .isThrownBy(() -> readsOnStandby.verify(place))
                        .withMessageContaining("may lag behind the primary");

                standby.promote();
                try (PostgresLog promoted = PostgresLog.of(standby.server().dataSource("orders"))) {
                    promoted.verify(place);
                    assertThat(promoted.id()).isEqualTo(log.id());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter sequence readside.log_position cache 10",
                "alter sequence readside.log_position increment by 2",
                "alter sequence readside.log_position cycle",
                "alter table readside.log disable trigger lock_append",
                "alter table readside.log enable trigger lock_append",
                "drop trigger lock_append on readside.log",
                "alter table readside.log alter column position drop default",
            })
    void what_order_rests_on_is_looked_at_while_the_log_is_open(String change) throws Exception {
        try (PostgresLog log =
                PostgresLog.builder(database.dataSource()).audits(OFTEN).open()) {
            database.execute(change);

            awaitOutOfReach(log);
        }
        assertThatExceptionOfType(UnsafeLog.class)
                .isThrownBy(() -> PostgresLog.of(database.dataSource()))
                .withMessageContaining("The log cannot be read in order");
    }

    @Test
    void a_cache_set_on_the_running_log_loses_nothing_before_it_is_noticed() throws Exception {
        try (PostgresLog log =
                        PostgresLog.builder(database.dataSource()).audits(NEVER).open();
                Appending block = new Appending(database);
                Appending nextBlock = new Appending(database)) {
            database.execute("alter sequence readside.log_position cache 10");
            block.insert("first-of-a-block"); // 1, and 2 to 10 are kept for this session
            block.commit();
            pass(log, 1);
            long far = nextBlock.insert("first-of-the-next"); // 11
            nextBlock.commit();

            // the gap from 2 to 10 would be passed, for no lock is held: but it is looked at what a lock is worth
            assertThat(far).isEqualTo(11);
            log.signal();
            awaitOutOfReach(log);
            assertThat(log.watermark()).isEqualTo(Position.of(1));

            long late = block.insert("late"); // 2
            block.commit();
            database.execute("alter sequence readside.log_position cache 1");
            pass(log, 11);
            Page page = log.read(Checkpoint.of(1), EventFilter.ALL, PageLimit.events(10));
            assertThat(page.events()).extracting(e -> e.position().value()).containsExactly(late, far);
        }
    }

    @Test
    void a_trigger_disabled_on_the_running_log_loses_nothing_before_it_is_noticed() throws Exception {
        try (PostgresLog log =
                        PostgresLog.builder(database.dataSource()).audits(NEVER).open();
                Appending slow = new Appending(database);
                Appending fast = new Appending(database)) {
            database.execute("alter table readside.log disable trigger lock_append");
            slow.insert("slow"); // 1, without a lock
            fast.insert("fast"); // 2
            fast.commit();

            log.signal();
            awaitOutOfReach(log);
            assertThat(log.watermark()).isEqualTo(Position.ZERO);

            slow.commit();
            database.execute("alter table readside.log enable always trigger lock_append");
            pass(log, 2);
            assertThat(log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(10))
                            .events())
                    .hasSize(2);
        }
    }

    @Test
    void a_server_that_a_reconnect_leads_to_is_looked_at_as_well() throws Exception {
        try (LogLines lines = new LogLines();
                PostgresLog log =
                        PostgresLog.builder(database.dataSource()).audits(NEVER).open()) {
            database.execute("alter table readside.log disable trigger lock_append");
            cutAll();

            until(
                    "the reason is said",
                    () -> lines.of(Level.WARN).stream()
                            .anyMatch(line ->
                                    line.contains("trigger lock_append on readside.log is missing or disabled")));
            database.execute("alter table readside.log enable always trigger lock_append");
            pass(log, Appending.committed(database, "order-1"));
            assertThat(log.unreachableFor()).isEmpty();
        }
    }

    @Test
    void a_standby_that_a_reconnect_leads_to_is_refused_until_it_leads_back() throws Exception {
        try (OwnServer primary = OwnServer.start()) {
            primary.create("orders", "log");
            Appending.committed(primary.connect("orders"), "order-1");
            try (StandbyServer standby = StandbyServer.of(primary)) {
                standby.catchUpWith(primary);
                AtomicReference<DataSource> server = new AtomicReference<>(primary.dataSource("orders"));
                try (LogLines lines = new LogLines();
                        PostgresLog log = PostgresLog.of(leadingTo(server))) {
                    server.set(standby.server().dataSource("orders"));
                    primary.execute("orders", CUT_ALL);

                    until(
                            "it is refused",
                            () -> lines.of(Level.WARN).stream()
                                    .anyMatch(line -> line.contains("the server is a standby")));
                    server.set(primary.dataSource("orders"));
                    pass(log, Appending.committed(primary.connect("orders"), "order-2"));
                }
            }
        }
    }

    /** As a pooler or a name in DNS that is pointed elsewhere. */
    private static DataSource leadingTo(AtomicReference<DataSource> server) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(server.get(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void appends_are_refused_as_soon_as_the_sequence_hands_out_blocks() throws Exception {
        try (PostgresLog log = PostgresLog.builder(database.pool(1))
                .watermarkDataSource(database.dataSource())
                .audits(NEVER)
                .open()) {
            database.execute("alter sequence readside.log_position cache 10");

            assertThatExceptionOfType(PostgresFailure.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 2; i++) { // the first of a block is in order, the second is not
                            log.append(new StreamName("order-" + i), ExpectedVersion.none(), events());
                        }
                    })
                    .withMessageContaining("RS009")
                    .withMessageContaining("is not protected")
                    .withMessageContaining("set the cache of sequence readside.log_position to 1");
        }
    }

    private static List<EventData> events() {
        return List.of(new EventData(UUID.randomUUID(), new EventType("A", 1), "{}", "{}", null));
    }

    private void cutAll() throws SQLException {
        database.execute(CUT_ALL);
    }

    private static void awaitOutOfReach(PostgresLog log) {
        while (log.unreachableFor().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static void pass(PostgresLog log, long position) throws InterruptedException {
        log.signal();
        assertThat(log.awaitBeyond(Position.of(position - 1), PATIENCE)).isTrue();
    }
}
