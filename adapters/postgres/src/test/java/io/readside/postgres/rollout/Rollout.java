package io.readside.postgres.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.consistency.Read;
import io.readside.event.EventData;
import io.readside.event.NewEvent;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.rollout.Witness.Seen;
import io.readside.postgres.support.FreshDatabase;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderHistory;
import io.readside.testkit.orders.Orders;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An old and a new application at one database, a writer that never rests, and readers who keep what they are told. */
final class Rollout implements AutoCloseable {

    static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration READERS_WAIT = Duration.ofSeconds(5);
    private static final String NAME = "order_summary";

    private final FreshDatabase database;
    private final long seed;
    private final PostgresLog log;
    private final Witness witness = new Witness();
    private final Map<String, VersionToken> tokens = new ConcurrentHashMap<>();
    private final BlockingQueue<Rebuild> moves = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<AutoCloseable> applications = new ArrayList<>();
    private final Times visible = new Times();
    private final Times views = new Times();
    private volatile boolean ends;

    Rollout(FreshDatabase database, long seed) {
        this.database = database;
        this.seed = seed;
        this.log = PostgresLog.of(database.pool(4));
    }

    Times visible() {
        return visible;
    }

    Times views() {
        return views;
    }

    /** Events that are there before anything else begins. */
    VersionToken past(int orders) {
        OrderHistory past = OrderHistory.of(seed, orders);
        return past.events().stream()
                .map(event -> append(event, "past-"))
                .reduce(VersionToken::merge)
                .orElseThrow();
    }

    private VersionToken append(OrderEvent event, String prefix) {
        UUID id = UUID.nameUUIDFromBytes((prefix + seed + event).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        EventData data = Orders.EVENTS.encode(NewEvent.of(event).withId(id), () -> id);
        VersionToken token = log.append(
                        Orders.EVENTS.stream(event.orderId()).name(), ExpectedVersion.any(), List.of(data))
                .token();
        tokens.put(event.orderId(), token);
        return token;
    }

    Readside start(Projection<?> projection) {
        Readside application = Readside.on(PostgresLog.of(database.pool(6)), PostgresReadStore.of(database.pool(16)))
                .project(projection)
                .leaseTerm(Duration.ofSeconds(1))
                .rebuildListener(moves::add)
                .start();
        applications.add(application);
        return application;
    }

    /** Appends about two hundred events a second, of orders that nobody has seen before. */
    void write() {
        thread("writer", () -> {
            List<OrderEvent> events = OrderHistory.of(seed + 1, 40_000).events();
            Random random = new Random(seed);
            for (int i = 0; i < events.size() && !ends; i++) {
                append(renamed(events.get(i)), "live-");
                LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(10)));
            }
        });
    }

    private static OrderEvent renamed(OrderEvent event) {
        String id = "n" + event.orderId();
        if (event instanceof OrderEvent.OrderPlaced e) {
            return new OrderEvent.OrderPlaced(id, e.customerId(), e.region(), e.totalCents(), e.lines(), e.placedAt());
        }
        if (event instanceof OrderEvent.PaymentCaptured e) {
            return new OrderEvent.PaymentCaptured(id, e.amountCents(), e.capturedAt());
        }
        if (event instanceof OrderEvent.ItemShipped e) {
            return new OrderEvent.ItemShipped(id, e.sku(), e.quantity(), e.shippedAt());
        }
        if (event instanceof OrderEvent.OrderShipped e) {
            return new OrderEvent.OrderShipped(id, e.shippedAt());
        }
        OrderEvent.OrderCancelled e = (OrderEvent.OrderCancelled) event;
        return new OrderEvent.OrderCancelled(id, e.reason(), e.cancelledAt());
    }

    /** Reads what was written last, again and again, through the gate. */
    <R> void read(Readside application, FoldProjection<R> projection) {
        thread("reader of " + projection, () -> {
            Random random = new Random(seed);
            while (!ends) {
                List<String> orders = List.copyOf(tokens.keySet());
                if (!orders.isEmpty()) {
                    String order = orders.get(random.nextInt(orders.size()));
                    readOnce(application.read(projection), projection, order, tokens.get(order));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        });
    }

    private <R> void readOnce(Read<R> read, FoldProjection<R> projection, String order, VersionToken token) {
        long begun = System.nanoTime();
        Answer<Optional<R>> answer = read.after(token).within(READERS_WAIT).row(order);
        visible.add(System.nanoTime() - begun);
        if (answer instanceof Answer.Fresh<Optional<R>> fresh) {
            witness.saw(new Seen(projection, order, token.position(), fresh.position(), fresh.value()));
        } else {
            witness.failed(projection + " of " + order + " after " + token + ": " + answer);
        }
    }

    /** Reads the view of the read model's name, as somebody who knows nothing of Readside. */
    void readTheView() {
        thread("reader of the view", () -> {
            try (Connection connection = database.connect();
                    PreparedStatement query = connection.prepareStatement(
                            "select order_id, status from order_summary where order_id = ?")) {
                Random random = new Random(seed);
                while (!ends) {
                    query.setString(1, Integer.toString(1 + random.nextInt(100)));
                    long begun = System.nanoTime();
                    try (ResultSet row = query.executeQuery()) {
                        if (!row.next()) {
                            witness.failed("the view has lost a row");
                        }
                    }
                    views.add(System.nanoTime() - begun);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                }
            } catch (SQLException e) {
                witness.failed("the view: " + e);
            }
        });
    }

    void thread(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        witness.failed(name + ": " + e);
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    Report ask(Readside application, Act act) {
        try {
            return application.operations().ask(NAME, act, "the test", LONG).orElseThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void done(Readside application, Act act) {
        Report report = ask(application, act);
        assertThat(report.done()).as(report.message()).isTrue();
    }

    Rebuild await(State state) {
        try {
            Rebuild now = null;
            while (now == null || now.state() != state) {
                now = moves.poll(LONG.toSeconds(), TimeUnit.SECONDS);
                assertThat(now).as("The rebuild did not come to " + state).isNotNull();
            }
            return now;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until an application's read model knows of all that has been written. */
    void awaitHead(Readside application, FoldProjection<?> projection) {
        Answer<?> answer =
                application.read(projection).after(log.newest()).within(LONG).rows(1);
        assertThat(answer).isInstanceOf(Answer.Fresh.class);
    }

    /** Waits until whatever generation is active by now knows of some of what is being written. */
    void awaitFed() throws SQLException {
        long head = log.head().value() + 5;
        while ((long) database.value("select commit_pos from projection_checkpoint where name = '" + NAME + "'")
                < head) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Waits until it is known that the log has lost events that the read model has seen. */
    void awaitRegressed(Readside application) {
        while (!application.monitor().status().get(0).state().equals("regressed")) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Waits until readers have been given so many more answers. */
    void letReadersRead(int answers) {
        long until = visible.count() + (long) answers;
        while (visible.count() < until && threads.stream().anyMatch(Thread::isAlive)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Ends writer and readers, and judges all answers. @return how many there were */
    int judge() throws InterruptedException {
        ends = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return witness.judge(log);
    }

    @Override
    public void close() throws Exception {
        ends = true;
        for (Thread thread : threads) {
            thread.join();
        }
        for (AutoCloseable application : applications) {
            application.close();
        }
        log.close();
    }
}
