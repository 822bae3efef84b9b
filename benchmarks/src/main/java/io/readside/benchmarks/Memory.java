package io.readside.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.command.WriteModel;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/**
 * Whether memory depends on how much there is to read: a long backlog of small events, then one stream of large ones. To
 * be run in a small heap, in which what is not bounded dies.
 */
final class Memory {

    record Deposited(String account, long cents, String note) {}

    record Balance(String account, long cents, long deposits) {}

    private static final Events<Deposited> EVENTS =
            Events.of("account", Deposited.class).type(Deposited.class).build();

    private static final FoldProjection<Balance> BALANCES = Projection.named("balances", Balance.class)
            .from(EVENTS)
            .keyedBy(Deposited::account)
            .put(
                    Deposited.class,
                    (row, e) -> row == null
                            ? new Balance(e.account(), e.cents(), 1)
                            : new Balance(e.account(), row.cents() + e.cents(), row.deposits() + 1))
            .build();

    private static final WriteModel<Long, Deposited> COUNT = new WriteModel<>(EVENTS, 0L, (count, e) -> count + 1);

    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final int LARGE_BYTES = 512 << 10;

    private final Server server;

    Memory(Server server) {
        this.server = server;
    }

    /**
     * @param events of the backlog
     * @param megabytes of the one stream
     */
    void run(long events, long megabytes) throws SQLException {
        report("backlog of " + events + " events", events, 100, 100_000);
        report("one stream of " + megabytes + " MiB", (megabytes << 20) / LARGE_BYTES, LARGE_BYTES, 1);
    }

    private void report(String title, long events, int bytes, int streams) throws SQLException {
        try (HikariDataSource database = server.newDatabase()) {
            PostgresSchema.install(database, PostgresSchema.LOG);
            PostgresReadStore.installSchema(database);
            fill(database, events, bytes, streams);
            resetPeak();
            long start = System.nanoTime();
            try (PostgresLog log = PostgresLog.of(database);
                    Readside readside = Readside.on(log, PostgresReadStore.of(database))
                            .project(BALANCES)
                            .start()) {
                Position head = log.head();
                readside.read(BALANCES)
                        .after(VersionToken.of(head))
                        .within(PATIENCE)
                        .row("0");
                long loaded =
                        streams == 1 ? readside.commands().load(COUNT, "0").state() : 0;
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "%-32s %.0f s, %.0f events/s, heap at its peak %d MiB of %d%s%n",
                        title,
                        seconds,
                        events / seconds,
                        peak() >> 20,
                        Runtime.getRuntime().maxMemory() >> 20,
                        streams == 1 ? ", then loaded whole by a command: " + loaded + " events" : "");
            }
            requireAllApplied(database, events);
        }
    }

    private static void fill(HikariDataSource database, long events, int bytes, int streams) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(Resources.text("backlog.sql"))) {
            long portion = 1_000_000;
            for (long from = 0; from < events; from += portion) {
                insert.setLong(1, streams);
                insert.setLong(2, streams);
                insert.setLong(3, streams);
                insert.setInt(4, bytes);
                insert.setLong(5, from);
                insert.setLong(6, Math.min(events, from + portion) - 1);
                insert.executeUpdate();
            }
        }
    }

    private static void requireAllApplied(HikariDataSource database, long events) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement sum = connection.prepareStatement("select sum(deposits) from balances");
                var row = sum.executeQuery()) {
            row.next();
            if (row.getLong(1) != events) {
                throw new IllegalStateException(row.getLong(1) + " of " + events + " events were applied.");
            }
        }
    }

    private static void resetPeak() {
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** Of all heap pools together; they do not peak at one moment, so it is an upper bound. */
    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
