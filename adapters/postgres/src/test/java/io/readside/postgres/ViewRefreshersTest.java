package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.MaterializedView;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Staleness;
import io.readside.readstore.Views;
import io.readside.worker.LeaseKeeper;
import io.readside.worker.ViewRefresher;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two processes that keep the same view, each with a store of its own. */
class ViewRefreshersTest extends DailyTotals {

    private static final MaterializedView DAILY =
            daily(QUERY, INDEX).atMostEvery(Duration.ofHours(1)).build();

    private final BlockingQueue<String> refreshes = new LinkedBlockingQueue<>();
    private final List<Instance> instances = new ArrayList<>();

    /** A store, a keeper and a refresher. */
    private final class Instance {

        private final String name;
        private final PostgresReadStore own = PostgresReadStore.of(database.dataSource());
        private final BlockingQueue<Staleness> looks = new LinkedBlockingQueue<>();
        private final LeaseKeeper keeper;
        private final ViewRefresher refresher;

        Instance(String name) {
            this.name = name;
            keeper = new LeaseKeeper(own.leases(), own.intents(), name, Duration.ofSeconds(5), System::nanoTime);
            refresher = new ViewRefresher(
                    DAILY,
                    counting(own.views().orElseThrow()),
                    own.intents(),
                    new CheckpointBoard(),
                    keeper.watch(new GenerationId(NAME, 1)),
                    System::nanoTime);
        }

        private Views counting(Views real) {
            return new Views() {
                @Override
                public Optional<Checkpoint> create(MaterializedView view) {
                    return real.create(view);
                }

                @Override
                public Staleness staleness(MaterializedView view) {
                    Staleness seen = real.staleness(view);
                    looks.add(seen);
                    return seen;
                }

                @Override
                public Checkpoint refresh(MaterializedView view, long epoch) {
                    Checkpoint now = real.refresh(view, epoch);
                    refreshes.add(name);
                    return now;
                }

                @Override
                public void breakOff(MaterializedView view) {
                    real.breakOff(view);
                }

                @Override
                public void pause(MaterializedView view, long epoch, String by) {
                    real.pause(view, epoch, by);
                }

                @Override
                public void run(MaterializedView view, long epoch) {
                    real.run(view, epoch);
                }
            };
        }

        Instance start() {
            instances.add(this);
            keeper.start();
            refresher.start();
            return this;
        }

        /** Waits until it has looked at a source that has moved, and gone on. */
        void awaitLookAtMovedSource() throws InterruptedException {
            Staleness seen;
            do {
                seen = looks.poll(20, TimeUnit.SECONDS);
                assertThat(seen).isNotNull();
            } while (!seen.moved());
            assertThat(looks.poll(20, TimeUnit.SECONDS)).isNotNull();
        }

        void end() {
            refresher.close();
            keeper.close();
            own.close();
        }
    }

    @AfterEach
    void end() {
        instances.forEach(Instance::end);
    }

    private String nextRefresh() throws InterruptedException {
        String who = refreshes.poll(20, TimeUnit.SECONDS);
        assertThat(who).as("The refresh did not come.").isNotNull();
        return who;
    }

    /** Time goes by for the view, by the database's clock. */
    private void age(Duration by) throws SQLException {
        database.execute("update readside.generation set refreshed_at = refreshed_at - interval '" + by.toSeconds()
                + " seconds' where name = 'order_daily_totals'");
    }

    @Test
    void of_two_processes_one_refreshes_and_when_it_ends_the_other_goes_on_with_its_schedule() throws Exception {
        Instance a = new Instance("a").start();
        Instance b = new Instance("b").start();

        place(0, 1);
        age(Duration.ofHours(1));
        String first = nextRefresh();
        place(1, 2);
        Instance holds = first.equals("a") ? a : b;
        Instance standsBy = first.equals("a") ? b : a;
        holds.awaitLookAtMovedSource();
        List<Staleness> looksOfTheOther = List.copyOf(standsBy.looks);
        instances.remove(holds);
        holds.end();
        standsBy.awaitLookAtMovedSource();
        List<String> refreshedTooEarly = List.copyOf(refreshes);
        age(Duration.ofHours(1));
        String second = nextRefresh();

        assertThat(looksOfTheOther).isEmpty();
        assertThat(refreshedTooEarly).isEmpty();
        assertThat(second).isNotEqualTo(first);
        assertThat(refreshes).isEmpty();
        assertThat(checkpoint()).isEqualTo(2);
        assertThat(inView()).isEqualTo(2);
    }

    @Test
    void a_view_that_rests_is_refreshed_at_once_when_its_source_is_swapped() throws Exception {
        place(0, 1);
        Instance a = new Instance("a").start();
        planGreen();
        place(GREEN, 0, 1);
        place(GREEN, 1, 2);
        a.looks.clear();
        place(1, 2);
        a.awaitLookAtMovedSource();
        List<String> beforeTheSwap = List.copyOf(refreshes);

        database.execute("begin;" + swap(BLUE, GREEN) + "commit");
        nextRefresh();

        assertThat(beforeTheSwap).isEmpty();
        assertThat(noted("source_generation")).isEqualTo(GREEN.number());
        assertThat(checkpoint()).isEqualTo(2);
        assertThat(a.looks).extracting(Staleness::source).contains(Position.of(2));
    }
}
