package io.readside.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.StoreProxy;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Projection;
import io.readside.readstore.Comparison;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intents;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.SwapMode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process does what an operator wants with a rebuild, and is killed before it has reported. By the time that the next one is brought
 * the same, others have gone on.
 */
@Timeout(60)
class LostReportTest {

    private static final Projection<Balance> NEWER = Projection.named("balances", Balance.class)
            .version(2)
            .replaces(Bank.BALANCES)
            .differsEntirely("so that nothing is to be compared")
            .from(Bank.EVENTS)
            .keyedBy(BankEvent::account)
            .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
            .update(Deposited.class, (row, e) -> row.plus(e.cents()))
            .delete(Closed.class)
            .build();

    private final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    private final MemoryReadStore store = MemoryReadStore.atomic(InstantSource.system());
    private final Rebuilds rebuilds = store.rebuilds();

    @BeforeEach
    void plan() {
        store.generations().open(Bank.BALANCES);
        planAnew();
    }

    private Rebuild planAnew() {
        return rebuilds.plan(NEWER, "the fleet", false);
    }

    private Rebuild rebuild() {
        return rebuilds.last("balances").orElseThrow();
    }

    private void move(State... states) {
        for (State to : states) {
            rebuilds.move(rebuild(), to, "so that it is " + to);
        }
    }

    private void swap() {
        Comparison comparison =
                new Comparison(rebuild().blue(), Bank.BALANCES, rebuild().green(), NEWER);
        rebuilds.swap(rebuild(), comparison, SwapMode.REPLACE, Duration.ofMillis(50));
    }

    private void drop() {
        rebuilds.drop(rebuild(), "by somebody", Duration.ofMillis(50));
    }

    private void rollBack() {
        rebuilds.rollback(rebuild(), "by somebody", Duration.ofMillis(50));
    }

    private RebuildWorker process(ReadStore through) {
        RebuildWorker worker = new RebuildWorker(
                NEWER,
                log,
                through,
                SwapSettings.DEFAULT,
                RebuildListener.NONE,
                () -> {},
                Bank.CLOCK,
                System::nanoTime);
        worker.start();
        return worker;
    }

    /** Carried out by a process that cannot say so any more. */
    private Intent unreported(Act act) throws InterruptedException {
        Intent asked = store.intents().submit("balances", act, "ann");
        CountDownLatch lost = new CountDownLatch(1);
        ReadStore unheard = new StoreProxy(store) {
            @Override
            public Intents intents() {
                return losing(store.intents(), lost);
            }
        };
        try (RebuildWorker first = process(unheard)) {
            first.take(asked);
            lost.await();
        }
        return asked;
    }

    private static Intents losing(Intents intents, CountDownLatch lost) {
        return new Intents() {
            @Override
            public Intent submit(String projection, Act act, String by) {
                return intents.submit(projection, act, by);
            }

            @Override
            public Optional<Intent> find(long id) {
                return intents.find(id);
            }

            @Override
            public Map<GenerationId, List<Intent>> open(Set<GenerationId> generations) {
                return intents.open(generations);
            }

            @Override
            public void report(long id, Report report) {
                lost.countDown();
                throw new StoreUnavailable("killed before it could report");
            }
        };
    }

    /** Brings it to the next process, and waits until that has dealt with it. */
    private Report bringAgain(Intent intent) {
        return bringAgain(intent, new Act.ResumeRebuild());
    }

    /** @param changingNothing comes after it */
    private Report bringAgain(Intent intent, Act changingNothing) {
        Intent last = store.intents().submit("balances", changingNothing, "ann");
        try (RebuildWorker next = process(store)) {
            next.take(intent);
            next.take(last);
            while (report(last).isEmpty()) {
                Thread.onSpinWait();
            }
        }
        return report(intent).orElseThrow();
    }

    private Optional<Report> report(Intent intent) {
        return store.intents().find(intent.id()).flatMap(Intent::report);
    }

    @Test
    void a_drop_does_not_give_up_the_rebuild_that_was_planned_since() throws Exception {
        move(State.LOADING, State.AT_HEAD, State.VERIFIED);
        swap();

        Intent drop = unreported(new Act.Drop());
        Rebuild next = planAnew();
        Report report = bringAgain(drop);

        assertThat(rebuild()).isEqualTo(next);
        assertThat(report).isEqualTo(new Report(true, "balances__g2: dropped, blue balances__g1 dropped by ann."));
    }

    @Test
    void an_abort_does_not_give_up_the_rebuild_that_was_planned_since() throws Exception {
        Intent abort = unreported(new Act.Abort());
        Rebuild next = planAnew();
        Report report = bringAgain(abort);

        assertThat(rebuild()).isEqualTo(next);
        assertThat(report).isEqualTo(new Report(true, "balances__g2: aborted, given up by ann."));
    }

    @Test
    void a_rollback_does_not_take_back_the_swap_that_was_made_since() throws Exception {
        move(State.LOADING, State.AT_HEAD, State.VERIFIED);
        swap();

        Intent rollback = unreported(new Act.Rollback());
        move(State.VERIFIED);
        swap();
        Report report = bringAgain(rollback);

        assertThat(rebuild().state()).isEqualTo(State.SWAPPED);
        assertThat(report).isEqualTo(new Report(true, "balances__g2: at head, rolled back by ann."));
    }

    @Test
    void a_swap_is_not_made_again_after_it_was_taken_back() throws Exception {
        move(State.LOADING, State.AT_HEAD, State.VERIFIED);

        Intent swap = unreported(new Act.Swap(SwapMode.REPLACE));
        rollBack();
        move(State.VERIFIED);
        Report report = bringAgain(swap);

        assertThat(rebuild().state()).isEqualTo(State.VERIFIED);
        assertThat(report.done()).isTrue();
    }

    @Test
    void a_rebuild_is_not_begun_again_after_it_was_given_up() throws Exception {
        Intent start = unreported(new Act.StartRebuild(false));
        drop();
        planAnew();
        Report report = bringAgain(start);

        assertThat(rebuild().state()).isEqualTo(State.PLANNED);
        assertThat(report.done()).isTrue();
    }

    @Test
    void a_pause_does_not_halt_what_goes_on_since() throws Exception {
        move(State.LOADING);

        Intent pause = unreported(new Act.PauseRebuild());
        rebuilds.resume(rebuild());
        Report report = bringAgain(pause, new Act.Rollback());

        assertThat(rebuild().pausedBy()).isEmpty();
        assertThat(report.message()).contains("paused by ann");
    }
}
