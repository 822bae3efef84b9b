package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.command.Decided;
import io.readside.command.WriteModel;
import io.readside.consistency.Answer;
import io.readside.event.Event;
import io.readside.event.EventPart;
import io.readside.event.EventType;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.DryRun;
import io.readside.projection.FoldProjection;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.projection.SqlProjection;
import io.readside.readstore.ReadSession;
import io.readside.testkit.EventsContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code of docs/using.md, which is compared with this file. */
@ExtendWith(PostgresExtension.class)
class UsingTest {

    // docs: events
    sealed interface OrderEvent {
        record OrderPlaced(String customerId, long totalCents, Instant placedAt) implements OrderEvent {}

        record OrderShipped(Instant shippedAt) implements OrderEvent {}

        record OrderCancelled(String reason) implements OrderEvent {}
    }

    static final Events<OrderEvent> ORDERS = Events.of("order", OrderEvent.class)
            .type(OrderEvent.OrderPlaced.class, "OrderPlaced", 2)
            .upcast("OrderPlaced", 1, payload -> {
                payload.put("totalCents", ((Number) payload.remove("total")).longValue() * 100);
                return payload;
            })
            .type(OrderEvent.OrderShipped.class)
            .type(OrderEvent.OrderCancelled.class)
            .build();
    // docs

    // docs: change
    static final Events<OrderEvent> ORDERS_OVER_TIME = Events.of("order", OrderEvent.class)
            .type(OrderEvent.OrderPlaced.class, "OrderPlaced", 2)
            .type(OrderEvent.OrderShipped.class)
            .type(OrderEvent.OrderCancelled.class)
            .upcast("OrderPlaced", 1, UsingTest::inCents)
            .rename("OrderCreated", 1)
            .to("OrderPlaced", 1)
            .split(
                    "OrderReplaced",
                    1,
                    payload -> List.of(
                            EventPart.of("OrderCancelled", 1, Map.of("reason", "replaced")),
                            EventPart.of("OrderPlaced", 2, payload)))
            .split("OrderViewed", 1, payload -> List.of())
            .build();
    // docs

    private static Map<String, Object> inCents(Map<String, Object> payload) {
        payload.put("totalCents", ((Number) payload.remove("total")).longValue() * 100);
        return payload;
    }

    @Nested
    // docs: golden
    class OrderEventsTest extends EventsContract {

        @Override
        protected Events<?> events() {
            return ORDERS;
        }

        @Override
        protected Path folder() {
            return Path.of("src/test/resources/golden/order");
        }
    }
    // docs

    @Test
    void a_stored_event_is_read_as_what_it_is_today() {
        StoredEvent stored = new StoredEvent(
                Position.of(1),
                ORDERS_OVER_TIME.stream("42").name(),
                StreamVersion.FIRST,
                new UUID(0, 1),
                new EventType("OrderReplaced", 1),
                "{\"customerId\":\"anna\",\"totalCents\":1999,\"placedAt\":\"2026-11-23T12:00:00Z\"}",
                "{}",
                NOON,
                NOON);

        assertThat(ORDERS_OVER_TIME.decode(stored))
                .extracting(Event::payload)
                .containsExactly(new OrderEvent.OrderCancelled("replaced"), placed("anna"));
    }

    // docs: fold
    record OrderSummary(
            String orderId,
            String customerId,
            long totalCents,
            String status,
            Instant placedAt,
            @Nullable Instant shippedAt) {

        OrderSummary shipped(Instant at) {
            return new OrderSummary(orderId, customerId, totalCents, "shipped", placedAt, at);
        }
    }

    static final FoldProjection<OrderSummary> ORDER_SUMMARY = Projection.named("order_summary", OrderSummary.class)
            .index("customerId", "placedAt")
            .from(ORDERS)
            .keyedByStream()
            .insert(
                    OrderEvent.OrderPlaced.class,
                    (key, e) ->
                            new OrderSummary(key.text(0), e.customerId(), e.totalCents(), "placed", e.placedAt(), null))
            .update(OrderEvent.OrderShipped.class, (row, e) -> row.shipped(e.shippedAt()))
            .delete(OrderEvent.OrderCancelled.class)
            .build();
    // docs

    // docs: bound
    record CustomerTotals(String customerId, long orders, long cancelled) {}

    static final FoldProjection<CustomerTotals> CUSTOMER_TOTALS = Projection.named(
                    "customer_totals", CustomerTotals.class)
            .from(ORDERS)
            .bind(OrderEvent.OrderPlaced.class, OrderEvent.OrderPlaced::customerId)
            .put(
                    OrderEvent.OrderPlaced.class,
                    (row, e) -> row == null
                            ? new CustomerTotals(e.customerId(), 1, 0)
                            : new CustomerTotals(row.customerId(), row.orders() + 1, row.cancelled()))
            .update(
                    OrderEvent.OrderCancelled.class,
                    (row, e) -> new CustomerTotals(row.customerId(), row.orders(), row.cancelled() + 1))
            .ignore(OrderEvent.OrderShipped.class)
            .build();
    // docs

    // docs: sql
    record ShippedDay(LocalDate day, long orders) {}

    static final SqlProjection<ShippedDay> SHIPPED_DAYS = Projection.sql("shipped_days", ShippedDay.class)
            .from(ORDERS)
            .on(
                    OrderEvent.OrderShipped.class,
                    e -> Sql.of(
                            "insert into {table} (day, orders) values ((? at time zone 'UTC')::date, 1)"
                                    + " on conflict (day) do update set orders = {table}.orders + 1",
                            e.shippedAt()))
            .ignore(OrderEvent.OrderPlaced.class, OrderEvent.OrderCancelled.class)
            .build();
    // docs

    // docs: once
    record Cancellations(String reason, long orders) {}

    static final SqlProjection<Cancellations> CANCELLATIONS = Projection.sql("cancellations", Cancellations.class)
            .from(ORDERS)
            .oncePerEvent(Duration.ofDays(30))
            .on(
                    OrderEvent.OrderCancelled.class,
                    e -> Sql.of(
                            "insert into {table} (reason, orders) values (?, 1)"
                                    + " on conflict (reason) do update set orders = {table}.orders + 1",
                            e.reason()))
            .ignore(OrderEvent.OrderPlaced.class, OrderEvent.OrderShipped.class)
            .build();
    // docs

    // docs: table
    record Complaint(String orderId, String reason) {}

    static final String COMPLAINTS_TABLE = """
            create table {table} (
                order_id text collate "C" primary key,
                reason   text not null,
                words    tsvector generated always as (to_tsvector('english', reason)) stored
            )""";

    static final FoldProjection<Complaint> COMPLAINTS = Projection.named("complaints", Complaint.class)
            .table(COMPLAINTS_TABLE, "create index \"{name}_words\" on {table} using gin (words)")
            .from(ORDERS)
            .keyedByStream()
            .insert(OrderEvent.OrderCancelled.class, (key, e) -> new Complaint(key.text(0), e.reason()))
            .ignore(OrderEvent.OrderPlaced.class, OrderEvent.OrderShipped.class)
            .build();
    // docs

    // docs: version
    record OrderOverview(
            String orderId,
            String customerId,
            long totalCents,
            String status,
            Instant placedAt,
            @Nullable Instant shippedAt,
            @Nullable String cancelledFor) {

        OrderOverview now(String status, @Nullable Instant shippedAt, @Nullable String cancelledFor) {
            return new OrderOverview(orderId, customerId, totalCents, status, placedAt, shippedAt, cancelledFor);
        }
    }

    static final FoldProjection<OrderOverview> ORDER_SUMMARY_2 = Projection.named("order_summary", OrderOverview.class)
            .version(2)
            .replaces(ORDER_SUMMARY)
            .differsIn("cancelledFor", "is new")
            .differsInRows("version 1 deleted cancelled orders")
            .index("customerId", "placedAt")
            .from(ORDERS)
            .keyedByStream()
            .insert(
                    OrderEvent.OrderPlaced.class,
                    (key, e) -> new OrderOverview(
                            key.text(0), e.customerId(), e.totalCents(), "placed", e.placedAt(), null, null))
            .update(OrderEvent.OrderShipped.class, (row, e) -> row.now("shipped", e.shippedAt(), null))
            .update(OrderEvent.OrderCancelled.class, (row, e) -> row.now("cancelled", row.shippedAt(), e.reason()))
            .build();
    // docs

    // docs: view
    static final MaterializedView DAILY_TOTALS = MaterializedView.named("order_daily_totals", ORDER_SUMMARY)
            .statements("""
                    create materialized view order_daily_totals as
                    select (placed_at at time zone 'UTC')::date as day, count(*) as orders, sum(total_cents) as cents
                    from order_summary
                    group by 1
                    with no data;

                    create unique index on order_daily_totals (day);
                    """)
            .atMostEvery(Duration.ofMinutes(1))
            .build();
    // docs

    // docs: decide
    enum State {
        NONE,
        OPEN,
        CLOSED
    }

    static final WriteModel<State, OrderEvent> ORDER = new WriteModel<>(
            ORDERS, State.NONE, (state, event) -> event instanceof OrderEvent.OrderPlaced ? State.OPEN : State.CLOSED);

    static List<OrderEvent> ship(State state, Instant now) {
        if (state != State.OPEN) {
            throw new IllegalStateException("Only an open order can be shipped.");
        }
        return List.of(new OrderEvent.OrderShipped(now));
    }
    // docs

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private FreshDatabase database;
    private DataSource dataSource;

    @BeforeEach
    void fresh(FreshDatabase fresh) {
        database = fresh;
        dataSource = database.dataSource();
    }

    // docs: start
    static Readside start(DataSource writes, DataSource reads) {
        PostgresSchema.install(writes, PostgresSchema.LOG);
        PostgresReadStore.installSchema(reads);
        return Readside.on(PostgresLog.of(writes), PostgresReadStore.of(reads))
                .project(ORDER_SUMMARY)
                .project(CUSTOMER_TOTALS)
                .project(SHIPPED_DAYS)
                .refresh(DAILY_TOTALS)
                .start();
    }
    // docs

    @Test
    void a_command_returns_a_token_that_a_read_passes_back() {
        try (Readside readside = start(dataSource, dataSource)) {
            readside.append(ORDERS.stream("42"), ExpectedVersion.none(), placed("anna"));

            // docs: write
            Decided<State> decided = readside.commands().execute(ORDER, "42", state -> ship(state, NOON));
            VersionToken version = decided.token();
            // docs
            String shown = show(readside, version);

            assertThat(shown).isEqualTo("200 shipped");
            assertThat(readside.read(SHIPPED_DAYS)
                            .after(version)
                            .within(Duration.ofSeconds(10))
                            .rows(10))
                    .isEqualTo(new Answer.Fresh<>(
                            List.of(new ShippedDay(LocalDate.of(2026, 11, 23), 1)), version.position(), 0));
        }
    }

    // docs: read
    static String show(Readside readside, VersionToken version) {
        Answer<Optional<OrderSummary>> answer = readside.read(ORDER_SUMMARY)
                .after(version)
                .within(Duration.ofSeconds(10))
                .row("42");
        return answer.match(
                fresh -> fresh.value().map(row -> "200 " + row.status()).orElse("404"),
                pending -> "200, ask again in " + pending.retryAfter().toMillis() + " ms",
                parked -> "503 " + parked.reason());
    }
    // docs

    @Test
    void a_query_of_ones_own_is_gated_too() {
        try (Readside readside = start(dataSource, dataSource)) {
            VersionToken version = readside.append(ORDERS.stream("42"), ExpectedVersion.none(), placed("anna"))
                    .token();

            // docs: query
            Answer<Long> open = readside.read(ORDER_SUMMARY)
                    .after(version)
                    .within(Duration.ofSeconds(10))
                    .query(session -> {
                        String count =
                                "select count(*) from " + session.table(ORDER_SUMMARY) + " where customer_id = ?";
                        try (PreparedStatement query =
                                session.unwrap(Connection.class).prepareStatement(count)) {
                            query.setString(1, "anna");
                            ResultSet row = query.executeQuery();
                            row.next();
                            return row.getLong(1);
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            // docs

            assertThat(open).isEqualTo(new Answer.Fresh<>(1L, version.position(), 0));
        }
    }

    @Test
    void a_chosen_caller_sees_the_new_version_while_it_is_built_and_all_others_the_old_one() {
        VersionToken version;
        try (Readside first = start(dataSource, dataSource)) {
            first.append(ORDERS.stream("42"), ExpectedVersion.none(), placed("anna"));
            version = first.append(
                            ORDERS.stream("42"), ExpectedVersion.any(), new OrderEvent.OrderCancelled("too late"))
                    .token();
        }
        try (Readside second = Readside.on(PostgresLog.of(dataSource), PostgresReadStore.of(dataSource))
                .project(ORDER_SUMMARY_2)
                .rebuildsByItself()
                .start()) {
            String seen = status(second, version, true);
            while (seen.contains("ask again")) {
                seen = status(second, version, true);
            }

            assertThat(seen).isEqualTo("cancelled");
            assertThat(status(second, version, false)).isEqualTo("404");
            assertThat(second.read(ORDER_SUMMARY_2).row("42")).isInstanceOf(Answer.Pending.class);
        }
    }

    // docs: preview
    static String status(Readside readside, VersionToken version, boolean chosen) {
        if (chosen) {
            Answer<Optional<OrderOverview>> preview = readside.read(ORDER_SUMMARY_2)
                    .preview()
                    .after(version)
                    .within(Duration.ofSeconds(10))
                    .row("42");
            return shown(preview, OrderOverview::status);
        }
        return shown(
                readside.read(ORDER_SUMMARY)
                        .after(version)
                        .within(Duration.ofSeconds(10))
                        .row("42"),
                OrderSummary::status);
    }
    // docs

    private static <R> String shown(Answer<Optional<R>> answer, Function<R, String> status) {
        return answer.match(
                fresh -> fresh.value().map(status).orElse("404"),
                pending -> "200, ask again in " + pending.retryAfter().toMillis() + " ms",
                parked -> "503 " + parked.reason());
    }

    @Test
    void a_service_that_stores_its_state_appends_in_the_same_transaction() throws SQLException {
        try (Readside readside = start(dataSource, dataSource);
                PostgresLog log = PostgresLog.of(dataSource);
                Connection connection = dataSource.getConnection()) {
            connection.createStatement().execute("create table orders (id text primary key, status text)");
            connection.setAutoCommit(false);

            // docs: outbox
            VersionToken version;
            try (AppendBuffer buffer = log.buffer(connection);
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("insert into orders values ('42', 'open')");
                buffer.append(ORDERS.stream("42"), ExpectedVersion.none(), placed("anna"));
                statement.executeUpdate("update orders set status = 'checked' where id = '42'");
                buffer.flush();
                connection.commit();
                version = buffer.token();
            }
            log.signal();
            // docs

            assertThat(readside.read(CUSTOMER_TOTALS)
                            .after(version)
                            .within(Duration.ofSeconds(10))
                            .row("anna"))
                    .isEqualTo(
                            new Answer.Fresh<>(Optional.of(new CustomerTotals("anna", 1, 0)), version.position(), 0));
        }
    }

    @Test
    void a_materialized_view_is_there_from_the_start_and_follows_its_source() throws Exception {
        try (Readside readside = start(dataSource, dataSource)) {
            assertThat(database.value("select count(*) from order_daily_totals"))
                    .isEqualTo(0L);
            VersionToken version = readside.append(ORDERS.stream("42"), ExpectedVersion.none(), placed("anna"))
                    .token();
            Awaiting.until("the view follows its source", () -> {
                // again: a refresh that was under way notes its own time
                database.execute(
                        "update readside.generation set refreshed_at = refreshed_at - interval '1 minute' where name ="
                                + " 'order_daily_totals'");
                return database.value("select commit_pos >= " + version
                                + " from projection_checkpoint where name = 'order_daily_totals'")
                        .equals(true);
            });

            assertThat(database.value("select cents from order_daily_totals where day = '2026-11-23'"))
                    .hasToString("1999");
        }
    }

    @Test
    void a_guarded_projection_says_so() {
        PostgresReadStore.installSchema(dataSource);

        assertThat(PostgresReadStore.of(dataSource)
                        .generations()
                        .open(CANCELLATIONS)
                        .level())
                .isEqualTo("atomic, whole only, once per event");
    }

    @Test
    void a_table_of_ones_own_is_searched_by_a_column_that_the_database_computes() {
        PostgresSchema.install(dataSource, PostgresSchema.LOG);
        PostgresReadStore.installSchema(dataSource);
        try (Readside readside = Readside.on(PostgresLog.of(dataSource), PostgresReadStore.of(dataSource))
                .project(COMPLAINTS)
                .start()) {
            VersionToken version = readside.append(
                            ORDERS.stream("42"),
                            ExpectedVersion.none(),
                            new OrderEvent.OrderCancelled("parcels broken"))
                    .token();

            Answer<Boolean> found = readside.read(COMPLAINTS)
                    .after(version)
                    .within(Duration.ofSeconds(10))
                    .query(session -> finds(session, "words @@ to_tsquery('english', 'parcel')"));

            assertThat(found).isEqualTo(new Answer.Fresh<>(true, version.position(), 0));
        }
    }

    private static boolean finds(ReadSession session, String condition) {
        String exists = "select exists (select 1 from " + session.table(COMPLAINTS) + " where " + condition + ")";
        try (Statement statement = session.unwrap(Connection.class).createStatement();
                ResultSet row = statement.executeQuery(exists)) {
            row.next();
            return row.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_fold_is_tested_without_a_database() {
        // docs: test
        DryRun<CustomerTotals> rows = CUSTOMER_TOTALS.fold(placed("anna"), new OrderEvent.OrderCancelled("too late"));
        assertThat(rows.row("anna")).isEqualTo(new CustomerTotals("anna", 1, 1));
        // docs
    }

    private static OrderEvent.OrderPlaced placed(String customer) {
        return new OrderEvent.OrderPlaced(customer, 1999, NOON);
    }
}
