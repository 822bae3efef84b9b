package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.WrongExpectedVersion;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Appends that belong to a transaction of the caller's. */
class CallersTransactionTest {

    private static final StreamName ONE = StreamName.of("order", "1");
    private static final StreamName TWO = StreamName.of("order", "2");

    private FreshDatabase database;
    private PostgresLog log;
    private Connection connection;

    @BeforeEach
    void begin() throws Exception {
        database = PostgresServer.shared().create("log");
        database.execute("create table orders (id text)");
        log = PostgresLog.of(database.dataSource());
        connection = database.connect();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        log.close();
        database.close();
    }

    @Test
    void an_append_and_the_callers_rows_commit_together() throws Exception {
        insertOrder();
        Appended appended = log.append(connection, ONE, ExpectedVersion.none(), List.of(event()));
        assertThat(log.head()).isEqualTo(Position.ZERO);

        connection.commit();
        log.signal();

        assertThat(log.awaitBeyond(Position.ZERO, Duration.ofSeconds(20))).isTrue();
        assertThat(log.watermark()).isEqualTo(appended.position());
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void an_append_and_the_callers_rows_roll_back_together() throws Exception {
        insertOrder();
        log.append(connection, ONE, ExpectedVersion.none(), List.of(event()));

        connection.rollback();

        assertThat(log.readStream(ONE, StreamVersion.FIRST, PageLimit.events(10)))
                .isEmpty();
        assertThat(orders()).isZero();
    }

    @Test
    void a_commit_that_nobody_signals_is_found_by_the_poll() throws Exception {
        log.append(connection, ONE, ExpectedVersion.none(), List.of(event()));
        connection.commit();

        assertThat(log.awaitBeyond(Position.ZERO, Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void a_buffer_holds_nobody_back_before_it_is_flushed() throws Exception {
        try (AppendBuffer buffer = log.buffer(connection)) {
            buffer.append(ONE, ExpectedVersion.none(), List.of(event()));
            insertOrder();
            Appended other = log.append(TWO, ExpectedVersion.none(), List.of(event()));

            assertThat(log.awaitBeyond(Position.ZERO, Duration.ofSeconds(20))).isTrue();
            assertThat(log.watermark()).isEqualTo(other.position());

            List<Appended> flushed = buffer.flush();
            assertThat(flushed)
                    .singleElement()
                    .satisfies(a -> assertThat(a.position()).isGreaterThan(other.position()));
        }
        connection.commit();
    }

    @Test
    void a_flush_appends_in_the_order_of_the_calls_and_gives_one_token() throws Exception {
        try (AppendBuffer buffer = log.buffer(connection)) {
            buffer.append(ONE, ExpectedVersion.none(), List.of(event(), event()));
            buffer.append(TWO, ExpectedVersion.any(), List.of(event()));
            buffer.append(ONE, ExpectedVersion.exactly(StreamVersion.of(1)), List.of(event()));

            List<Appended> flushed = buffer.flush();

            assertThat(flushed)
                    .extracting(Appended::streamVersion)
                    .containsExactly(StreamVersion.of(1), StreamVersion.of(0), StreamVersion.of(2));
            assertThat(flushed).extracting(Appended::position).isSorted();
            assertThat(buffer.token()).isEqualTo(flushed.get(2).token());
        }
        connection.commit();
        assertThat(log.readStream(ONE, StreamVersion.FIRST, PageLimit.events(10)))
                .hasSize(3);
    }

    @Test
    void a_buffer_that_is_closed_unflushed_says_so() {
        AppendBuffer buffer = log.buffer(connection);
        buffer.append(ONE, ExpectedVersion.none(), List.of(event()));

        assertThatIllegalStateException().isThrownBy(buffer::token).withMessageContaining("after flush()");
        assertThatIllegalStateException()
                .isThrownBy(buffer::close)
                .withMessageContaining("never inserted: 1")
                .withMessageContaining("flush()");
        assertThat(log.readStream(ONE, StreamVersion.FIRST, PageLimit.events(10)))
                .isEmpty();
    }

    @Test
    void a_flushed_buffer_takes_nothing_more() {
        try (AppendBuffer buffer = log.buffer(connection)) {
            buffer.flush();

            assertThatIllegalStateException()
                    .isThrownBy(() -> buffer.append(ONE, ExpectedVersion.none(), List.of(event())))
                    .withMessageContaining("log.buffer(connection)");
            assertThatIllegalStateException().isThrownBy(buffer::flush);
            assertThatIllegalStateException().isThrownBy(buffer::token).withMessageContaining("no token");
        }
    }

    @Test
    void a_buffer_outside_a_transaction_is_refused() throws Exception {
        connection.setAutoCommit(true);
        AppendBuffer buffer = log.buffer(connection);
        buffer.append(ONE, ExpectedVersion.none(), List.of(event()));

        assertThatIllegalStateException().isThrownBy(buffer::flush).withMessageContaining("setAutoCommit(false)");
    }

    @Test
    void a_flush_that_fails_leaves_a_transaction_that_can_only_be_rolled_back() throws Exception {
        log.append(ONE, ExpectedVersion.none(), List.of(event()));
        try (AppendBuffer buffer = log.buffer(connection)) {
            insertOrder();
            buffer.append(TWO, ExpectedVersion.none(), List.of(event()));
            buffer.append(ONE, ExpectedVersion.none(), List.of(event()));

            assertThatThrownBy(buffer::flush)
                    .isInstanceOf(WrongExpectedVersion.class)
                    .hasMessageContaining(ONE.value());
        }
        connection.commit(); // PostgreSQL makes it a rollback

        assertThat(log.readStream(TWO, StreamVersion.FIRST, PageLimit.events(10)))
                .isEmpty();
        assertThat(orders()).isZero();
    }

    private void insertOrder() throws Exception {
        try (var statement = connection.createStatement()) {
            statement.execute("insert into orders values ('1')");
        }
    }

    private long orders() throws Exception {
        return (Long) database.value("select count(*) from orders");
    }

    private static EventData event() {
        return new EventData(UUID.randomUUID(), new EventType("OrderPlaced", 1), "{}", "{}", null);
    }
}
