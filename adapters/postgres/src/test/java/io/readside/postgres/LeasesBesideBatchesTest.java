package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.delete;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.projection.Change;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.StoreUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Leases beside a transaction that holds the row of their generation, and may stand still. */
class LeasesBesideBatchesTest extends LeaseScene {

    @Test
    void a_batch_in_flight_holds_no_renewal_up() throws SQLException {
        hold("a");
        age(Duration.ofSeconds(30));
        try (Connection worker = inTransactionOnTheGeneration()) {

            Lease renewed = hold("a");

            assertThat(renewed.left()).isGreaterThan(TERM.minusSeconds(2));
            worker.rollback();
        }
    }

    /** One generation is locked by somebody who stands still; the other is to be had. */
    @Test
    void what_cannot_be_taken_now_holds_nothing_else_up_and_is_taken_later() throws SQLException {
        GenerationId other = new GenerationId("other", 1);
        database.execute(
                "insert into readside.generation (name, generation, version, kind, level, signature, active, role)"
                        + " values ('other', 1, 1, 'fold', 'atomic', '', true, 'active')");
        List<Lease> meanwhile;
        try (Connection zombie = inTransactionOnTheGeneration()) {
            long start = System.nanoTime();
            meanwhile = leases.hold("a", Set.of(ID, other), TERM);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            zombie.rollback();
        }

        Lease later = hold("a");

        assertThat(meanwhile).extracting(Lease::generation).containsExactly(other);
        assertThat(later.own()).isTrue();
    }

    /** A worker that was stopped between two statements: the server ends it, the successor goes on. */
    @Test
    void a_transaction_that_stands_still_is_ended_by_the_server_and_the_successor_takes_over() throws Exception {
        long zombies = hold("a").epoch();
        AtomicInteger trips = new AtomicInteger();
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        DataSource stopping = RoundTrips.heardBy(
                connection -> {
                    if (!connection.getAutoCommit() && trips.incrementAndGet() == 2) { // the checkpoint has moved
                        stands.countDown();
                        goesOn.await();
                    }
                },
                database.dataSource());
        Applier zombie = PostgresReadStore.of(stopping).applier(TALLY, ID);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        List<Change> steps = List.of(upsert("x", 1, 1), delete("z", 1)); // rows alone would be one statement
        Future<?> standing = thread.submit(
                () -> zombie.apply(new Batch(zombies, Checkpoint.ZERO, Checkpoint.of(1), steps, List.of())));
        stands.await();
        age(TERM);

        Lease successor = hold("b");
        for (int tick = 0; tick < 30 && !successor.own(); tick++) {
            successor = hold("b"); // waits half a second for the row
        }
        applier.apply(
                new Batch(successor.epoch(), Checkpoint.ZERO, Checkpoint.of(2), List.of(upsert("y", 1, 2)), List.of()));
        goesOn.countDown();

        assertThat(successor.own()).isTrue();
        assertThatThrownBy(standing::get).hasCauseInstanceOf(StoreUnavailable.class);
        assertThat(store.reads().rows(TALLY, 9).value()).containsExactly(new Tally("y", 1));
        thread.shutdown();
    }

    /** No limit of the server ends a copy whose client sends no more. */
    @Test
    void a_copy_that_stands_still_is_ended_by_the_successor() throws SQLException {
        hold("a");
        CopyIn copy = copyHalfARow(inTransactionOnTheGeneration());
        age(TERM);
        Lease first = hold("b");

        assertThat(first.own()).isFalse();
        assertThat(hold("b").own()).isTrue();
        assertThatThrownBy(copy::endCopy).isInstanceOf(SQLException.class);
    }

    @Test
    void a_copy_of_another_generation_is_let_be() throws SQLException {
        database.execute("create table elsewhere (name text)");
        hold("a");
        try (Connection zombie = inTransactionOnTheGeneration();
                Connection other = database.connect()) {
            CopyIn copy = other.unwrap(PGConnection.class).getCopyAPI().copyIn("copy elsewhere from stdin");
            age(TERM);
            hold("b");
            copy.endCopy();
            zombie.commit();
        }
    }

    @Test
    void a_copy_under_a_lease_is_let_be() throws SQLException {
        hold("a");
        try (Connection owner = inTransactionOnTheGeneration();
                Connection another = database.connect();
                PreparedStatement end = another.prepareStatement(Sql.statement("readstore/end_copy"))) {
            CopyIn copy = copyHalfARow(owner);
            end.setString(1, ID.projection());
            end.setInt(2, ID.number());
            end.execute();
            copy.cancelCopy();
            assertThat(owner.isValid(1)).isTrue();
        }
    }

    /** The world without it: nothing ends the transaction while its client is there. */
    @Test
    void without_the_servers_patience_the_row_stays_locked() throws SQLException {
        hold("a");
        try (Connection zombie = inTransactionOnTheGeneration()) {
            age(TERM);
            boolean taken = false;
            long end = System.nanoTime() + Duration.ofSeconds(7).toNanos();
            while (!taken && System.nanoTime() < end) {
                taken = hold("b").own();
            }

            assertThat(taken).isFalse();
            zombie.rollback();
        }
    }

    private Connection inTransactionOnTheGeneration() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("update readside.generation set position = position where name = 'tally'");
        }
        return connection;
    }

    private static CopyIn copyHalfARow(Connection connection) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy tally__g1 from stdin");
        copy.writeToCopy(new byte[] {'x'}, 0, 1);
        copy.flushCopy();
        return copy;
    }
}
