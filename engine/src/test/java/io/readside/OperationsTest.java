package io.readside;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.SwapMode;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OperationsTest {

    private static final Duration TERM = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final GenerationId BLUE = new GenerationId("balances", 1);
    private static final GenerationId GREEN = new GenerationId("balances", 2);
    private static final FoldProjection<Balance> SECOND = Projection.named("balances", Balance.class)
            .version(2)
            .replaces(BALANCES)
            .from(Bank.EVENTS)
            .keyedBy(BankEvent::account)
            .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
            .update(Deposited.class, (row, e) -> row.plus(e.cents()))
            .delete(Closed.class)
            .build();

    private final AtomicReference<Instant> now = new AtomicReference<>(Bank.NOW);
    private final MemoryReadStore store = MemoryReadStore.atomic(now::get);
    private final Operations operations = new Operations(store);

    @BeforeEach
    void open() {
        store.generations().open(BALANCES);
    }

    private void feed(GenerationId generation) {
        store.leases().hold("somebody", Set.of(generation), TERM);
    }

    private void nobodyFeeds() {
        now.set(now.get().plus(TERM));
    }

    @Test
    void workers_of_this_process_are_told_once_it_is_written_down() throws Exception {
        AtomicReference<Boolean> written = new AtomicReference<>();
        feed(new GenerationId("balances", 1));

        new Operations(store, () -> written.set(store.intents().find(1).isPresent()))
                .submit("balances", new Act.Pause(), "ann");

        assertThat(written.get()).isTrue();
    }

    @Test
    void who_feeds_nothing_is_not_asked() {
        assertThatThrownBy(() -> operations.submit("balances", new Act.Pause(), "ann"))
                .isInstanceOf(NoLiveWorker.class)
                .hasMessageContainingAll("balances__g1", "declares version 1");
        assertThatThrownBy(() -> operations.submit("balance", new Act.Pause(), "ann"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("balances");
        assertThat(store.intents().find(1)).isEmpty();
    }

    @Test
    void what_needs_the_code_of_green_is_asked_of_whoever_feeds_it() throws InterruptedException {
        store.rebuilds().plan(SECOND, "ann", false);
        feed(BLUE);

        for (Act act : new Act[] {new Act.StartRebuild(false), new Act.Swap(SwapMode.REPLACE)}) {
            assertThatThrownBy(() -> operations.submit("balances", act, "ann"))
                    .isInstanceOf(NoLiveWorker.class)
                    .hasMessageContainingAll("balances__g2", "declares version 2");
        }
        feed(GREEN);
        operations.submit("balances", new Act.Swap(SwapMode.REPLACE), "ann");
        assertThat(store.intents().open(Set.of(GREEN))).containsKey(GREEN);
    }

    @Test
    void a_rebuild_whose_code_is_gone_can_be_given_up_by_whoever_feeds_blue() throws InterruptedException {
        store.rebuilds().plan(SECOND, "ann", false);
        feed(BLUE);

        operations.submit("balances", new Act.Abort(), "ann");

        assertThat(store.intents().open(Set.of(BLUE, GREEN))).containsOnlyKeys(BLUE);
    }

    @Test
    void without_a_rebuild_whoever_feeds_the_active_generation_begins_one() throws InterruptedException {
        feed(BLUE);

        operations.submit("balances", new Act.StartRebuild(false), "ann");

        assertThat(store.intents().open(Set.of(BLUE))).containsKey(BLUE);
    }

    @Test
    void a_long_act_is_waited_for_as_long_as_somebody_is_there() throws InterruptedException {
        feed(BLUE);
        Intent asked = operations.submit("balances", new Act.Why("1"), "ann");
        CountDownLatch looked = new CountDownLatch(4);

        Report report = operations.await(asked, SHORT, () -> {
            looked.countDown();
            if (looked.getCount() == 0) {
                store.intents().report(asked.id(), new Report(true, "at last"));
            }
        });

        assertThat(report.message()).isEqualTo("at last");
    }

    @Test
    void a_long_act_that_nobody_is_left_to_do_is_not_waited_for() throws InterruptedException {
        feed(BLUE);
        Intent asked = operations.submit("balances", new Act.Why("1"), "ann");

        assertThatThrownBy(() -> operations.await(asked, SHORT, this::nobodyFeeds))
                .isInstanceOf(NoLiveWorker.class)
                .hasMessageContainingAll("balances__g1", "stays to be done");
    }

    @Test
    void the_last_rebuild_is_told_also_when_it_has_ended() {
        assertThat(operations.rebuild("balances")).isEmpty();

        Rebuild planned = store.rebuilds().plan(SECOND, "ann", false);
        store.rebuilds().drop(planned, "given up by bob", Duration.ZERO);

        assertThat(operations.rebuild("balances"))
                .hasValueSatisfying(last -> assertThat(last.note()).isEqualTo("given up by bob"));
    }
}
