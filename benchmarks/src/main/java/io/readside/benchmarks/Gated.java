package io.readside.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.consistency.Read;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What a read of one row takes, in microseconds, while the read model is current: behind the gate, without a token, and in SQL. */
final class Gated {

    private static final int ORDERS = 1_000;
    private static final int READS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String PLAIN = "one SELECT";
    private static final String UNGATED = "readside, no token";
    private static final String GATED = "readside, token";
    private static final String BY_HAND = "gate in SQL, then SELECT";

    private final Server server;

    Gated(Server server) {
        this.server = server;
    }

    private interface Reader {
        void read(String order) throws SQLException;
    }

    /** @param p50s of each round, in microseconds */
    private record Contender(String name, Reader reader, List<Double> p50s) {

        static Contender of(String name, Reader reader) {
            return new Contender(name, reader, new ArrayList<>());
        }

        double last() {
            return p50s.get(p50s.size() - 1);
        }

        void measure() throws SQLException {
            p50s.add(p50(reader));
        }
    }

    void run(int rounds) throws SQLException {
        try (HikariDataSource database = server.newDatabase()) {
            PostgresSchema.install(database, PostgresSchema.LOG);
            PostgresReadStore.installSchema(database);
            try (Readside readside = Readside.on(PostgresLog.of(database), PostgresReadStore.of(database))
                    .project(Orders.ORDER_SUMMARY)
                    .start()) {
                VersionToken token = fill(readside);
                compare(contenders(readside, database, token), rounds);
            }
        }
    }

    private static VersionToken fill(Readside readside) {
        VersionToken token = VersionToken.of(Position.ZERO);
        for (int i = 0; i < ORDERS; i++) {
            String order = Integer.toString(i);
            token = readside.append(
                            Orders.EVENTS.stream(order),
                            ExpectedVersion.none(),
                            new OrderPlaced(order, "customer-" + i % 100, "eu", 1999, List.of(), Instant.now()))
                    .token();
        }
        fresh(readside.read(Orders.ORDER_SUMMARY).after(token).within(PATIENCE).row("0"));
        return token;
    }

    private static List<Contender> contenders(Readside readside, HikariDataSource database, VersionToken token) {
        Read<OrderSummary> read = readside.read(Orders.ORDER_SUMMARY);
        return List.of(
                Contender.of(PLAIN, order -> select(database, order)),
                Contender.of(UNGATED, order -> fresh(read.row(order))),
                Contender.of(
                        GATED, order -> fresh(read.after(token).within(PATIENCE).row(order))),
                Contender.of(BY_HAND, order -> {
                    try (Connection connection = database.getConnection()) {
                        requireCurrent(connection, token);
                        select(connection, order);
                    }
                }));
    }

    private static void fresh(Answer<?> answer) {
        if (!(answer instanceof Answer.Fresh)) {
            throw new IllegalStateException("No fresh answer: " + answer);
        }
    }

    private static void select(HikariDataSource database, String order) throws SQLException {
        try (Connection connection = database.getConnection()) {
            select(connection, order);
        }
    }

    private static void select(Connection connection, String order) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT * FROM order_summary WHERE order_id = ?")) {
            query.setString(1, order);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                row.getString("status");
            }
        }
    }

    private static void requireCurrent(Connection connection, VersionToken token) throws SQLException {
        try (PreparedStatement gate = connection.prepareStatement(
                "SELECT commit_pos >= ? AS is_current FROM projection_checkpoint WHERE name = 'order_summary'")) {
            gate.setLong(1, token.position().value());
            try (ResultSet row = gate.executeQuery()) {
                if (!row.next() || !row.getBoolean(1)) {
                    throw new IllegalStateException("The read model is behind token " + token + ".");
                }
            }
        }
    }

    /** In another order each round, so that none is always the first. */
    private static void compare(List<Contender> contenders, int rounds) throws SQLException {
        Report report = new Report("one row of a current read model, p50 microseconds", PLAIN);
        List<Contender> order = new ArrayList<>(contenders);
        for (Contender warm : order) {
            p50(warm.reader());
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (Contender contender : order) {
                contender.measure();
            }
            for (Contender contender : contenders) {
                report.add(round, contender.name(), contender.last());
            }
            ratios.add(contenders.get(2).last() / contenders.get(1).last());
            System.out.println(json(round, contenders));
            Collections.rotate(order, 1);
        }
        report.print();
        System.out.printf(
                Locale.ROOT,
                "{\"benchmark\":\"gated\",\"rounds\":%d,\"token/no token\":%.3f,\"min\":%.3f,\"max\":%.3f}%n",
                rounds,
                Report.quantile(ratios, 0.5),
                Report.quantile(ratios, 0),
                Report.quantile(ratios, 1));
    }

    private static double p50(Reader reader) throws SQLException {
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < READS; i++) {
            String order = Integer.toString(i % ORDERS);
            long start = System.nanoTime();
            reader.read(order);
            micros.add((System.nanoTime() - start) / 1e3);
        }
        return Report.quantile(micros, 0.5);
    }

    private static String json(int round, List<Contender> contenders) {
        StringBuilder line = new StringBuilder("{\"benchmark\":\"gated\",\"round\":" + round);
        contenders.forEach(contender ->
                line.append(String.format(Locale.ROOT, ",\"%s\":%.1f", contender.name(), contender.last())));
        return line.append('}').toString();
    }
}
