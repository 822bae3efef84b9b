package io.readside.postgres;

import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whose lease it is, under races and clocks that jump. */
class PostgresLeasesTest extends LeaseScene {

    @Test
    void of_many_keepers_that_race_one_takes_the_lease_and_the_epoch_moves_once() throws Exception {
        int keepers = 6;
        ExecutorService threads = Executors.newFixedThreadPool(keepers);
        CyclicBarrier start = new CyclicBarrier(keepers);
        List<PostgresReadStore> stores = new ArrayList<>();
        for (int i = 0; i < keepers; i++) {
            stores.add(PostgresReadStore.of(database.dataSource()));
        }
        for (int round = 1; round <= 20; round++) {
            List<Future<Lease>> racing = new ArrayList<>();
            for (int i = 0; i < keepers; i++) {
                String owner = "keeper-" + i;
                Leases own = stores.get(i).leases();
                Callable<Lease> racer = () -> {
                    start.await();
                    return own.hold(owner, WANTED, TERM).get(0);
                };
                racing.add(threads.submit(racer));
            }

            List<Lease> seen = new ArrayList<>();
            for (Future<Lease> one : racing) {
                seen.add(one.get());
            }

            assertThat(seen.stream().filter(Lease::own)).as("round " + round).hasSize(1);
            assertThat(seen.stream().map(Lease::owner).collect(Collectors.toSet()))
                    .hasSize(1);
            assertThat(applier.current().epoch()).isEqualTo(1 + round);
            database.execute("update readside.lease set expires_at = clock_timestamp()");
        }
        threads.shutdown();
        stores.forEach(PostgresReadStore::close);
    }

    @Test
    void what_is_held_is_renewed_after_a_third_of_its_term_and_its_epoch_stays() throws SQLException {
        Lease taken = hold("a");
        age(Duration.ofSeconds(12));
        Lease unrenewed = hold("a");
        age(Duration.ofSeconds(10));
        Lease renewed = hold("a");

        assertThat(taken.own()).isTrue();
        assertThat(taken.epoch()).isEqualTo(2);
        assertThat(taken.left()).isBetween(TERM.minusSeconds(2), TERM);
        assertThat(unrenewed.left()).isLessThanOrEqualTo(TERM.minusSeconds(12));
        assertThat(renewed.left()).isGreaterThan(TERM.minusSeconds(2));
        assertThat(renewed.epoch()).isEqualTo(2);
        assertThat(renewed.own()).isTrue();
    }

    @Test
    void what_another_holds_is_shown_and_left_alone() {
        Lease owners = hold("a");

        Lease seen = hold("b");

        assertThat(seen.owner()).isEqualTo("a");
        assertThat(seen.own()).isFalse();
        assertThat(seen.isHeld()).isTrue();
        assertThat(seen.epoch()).isEqualTo(owners.epoch());
        assertThat(seen.since()).isEqualTo(owners.since());
    }

    @Test
    void a_lease_that_has_run_out_is_taken_and_its_owner_is_fenced_out() throws SQLException {
        long zombies = hold("a").epoch();
        age(TERM);

        Lease taken = hold("b");

        assertThat(taken.own()).isTrue();
        assertThat(taken.epoch()).isEqualTo(zombies + 1);
        assertThat(hold("a").own()).isFalse();
        assertThatThrownBy(() -> applier.apply(
                        new Batch(zombies, Checkpoint.ZERO, Checkpoint.of(1), List.of(upsert("x", 1, 1)), List.of())))
                .isInstanceOf(CheckpointMoved.class)
                .hasMessageContainingAll(
                        "Projection 'tally'",
                        "epoch " + taken.epoch(),
                        "epoch " + zombies,
                        "Its lease is held by b, since " + taken.since(),
                        "Nothing was written");
    }

    @Test
    void a_lease_that_has_run_out_is_no_longer_its_owners_without_a_new_epoch() throws SQLException {
        hold("a");
        age(TERM);

        Lease again = hold("a");

        assertThat(again.own()).isTrue();
        assertThat(again.epoch()).isEqualTo(3);
    }

    /** The server's clock was ahead by a day when it was taken. */
    @Test
    void a_lease_until_a_time_that_no_honest_clock_gives_is_taken() throws SQLException {
        hold("a");
        age(Duration.ofDays(-1));

        Lease taken = hold("b");

        assertThat(taken.own()).isTrue();
        assertThat(taken.left()).isLessThanOrEqualTo(TERM);
    }

    @Test
    void its_owner_renews_it_after_the_clock_was_set_back() throws SQLException {
        hold("a");
        age(Duration.ofDays(-1));

        Lease renewed = hold("a");

        assertThat(renewed.epoch()).isEqualTo(2);
        assertThat(renewed.left()).isLessThanOrEqualTo(TERM);
    }

    @Test
    void a_lease_given_back_is_taken_at_once_and_only_by_its_owner_given() {
        hold("a");

        leases.release("b", WANTED);
        boolean stillHeld = hold("b").owner().equals("a");
        leases.release("a", WANTED);
        Lease taken = hold("b");

        assertThat(stillHeld).isTrue();
        assertThat(taken.own()).isTrue();
        assertThat(store.reads().all().get(0).lease())
                .hasValueSatisfying(lease -> assertThat(lease.owner()).isEqualTo("b"));
    }

    @Test
    void a_generation_that_does_not_exist_is_left_out() throws SQLException {
        assertThat(leases.hold("a", Set.of(new GenerationId("gone", 3)), TERM)).isEmpty();
        assertThat(leases.hold("a", Set.of(), TERM)).isEmpty();
        assertThat(database.value("select count(*) from readside.lease")).isEqualTo(0L);
    }
}
