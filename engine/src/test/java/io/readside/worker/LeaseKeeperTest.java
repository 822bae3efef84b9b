package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.LogProxy;
import io.readside.bank.Signals;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intents;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One worker at a time, and another one after it. */
@Timeout(60)
class LeaseKeeperTest {

    private static final Duration TERM = Duration.ofSeconds(5);

    private final AtomicReference<Instant> storeTime = new AtomicReference<>(Bank.NOW);
    private final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    private final MemoryReadStore store = MemoryReadStore.atomic(storeTime::get);
    private final GenerationId generation = store.generations().open(BALANCES).id();
    private final List<AutoCloseable> running = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : running) {
            one.close();
        }
    }

    private LeaseKeeper keeper(String owner, Leases leases) {
        LeaseKeeper keeper = new LeaseKeeper(leases, store.intents(), owner, TERM, System::nanoTime);
        running.add(keeper);
        return keeper;
    }

    private ProjectionWorker start(Projection<?> projection, LeaseKeeper keeper, Signals signals) {
        return start(projection, keeper, signals, log);
    }

    private ProjectionWorker start(Projection<?> projection, LeaseKeeper keeper, Signals signals, EventLog log) {
        ProjectionWorker worker = new ProjectionWorker(
                projection,
                keeper.watch(generation),
                log,
                store.applier(projection, generation),
                store.intents(),
                new CheckpointBoard(),
                signals,
                WorkerSettings.DEFAULT,
                OtherActs.NONE);
        worker.start();
        keeper.start();
        running.add(0, worker);
        return worker;
    }

    private Lease lease() {
        return store.reads().all().get(0).lease().orElseThrow();
    }

    @Test
    void a_worker_that_ends_hands_over_at_once() {
        Signals first = new Signals();
        Signals second = new Signals();
        ProjectionWorker worker = start(BALANCES, keeper("a", store.leases()), first);
        next(first.leased);
        start(BALANCES, keeper("b", store.leases()), second);

        worker.close();
        long epoch = next(second.leased);

        assertThat(lease().owner()).isEqualTo("b");
        assertThat(epoch).isEqualTo(3); // 1 at the beginning, one for each turn
        assertThat(storeTime.get()).isEqualTo(Bank.NOW);
    }

    @Test
    void a_worker_that_goes_without_a_word_is_followed_when_its_lease_has_run_out() {
        Signals second = new Signals();
        store.leases().hold("a", Set.of(generation), TERM);
        Position last = Bank.append(log, new Opened("1", "ann")).position();
        start(BALANCES, keeper("b", store.leases()), second);

        storeTime.set(Bank.NOW.plus(TERM).plusMillis(1));
        second.awaitApplied(last);

        assertThat(lease().owner()).isEqualTo("b");
    }

    @Test
    void who_stands_by_goes_through_the_first_events_and_writes_nothing() {
        BlockingQueue<String> folded = new LinkedBlockingQueue<>();
        FoldProjection<Balance> watched = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .put(Opened.class, (row, e) -> {
                    folded.add(e.account());
                    return new Balance(e.account(), e.owner(), 0);
                })
                .ignore(Deposited.class, Closed.class)
                .build();
        store.leases().hold("a", Set.of(generation), TERM);
        Bank.append(log, new Opened("1", "ann"));

        start(watched, keeper("b", store.leases()), new Signals());

        assertThat(next(folded)).isEqualTo("1");
        assertThat(store.reads().rows(BALANCES, 10).value()).isEmpty();
        assertThat(lease().owner()).isEqualTo("a");
    }

    @Test
    void who_stands_by_and_cannot_read_the_first_events_takes_its_turn_all_the_same() {
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        Signals signals = new Signals();
        store.leases().hold("a", Set.of(generation), TERM);
        Position last = Bank.append(log, new Opened("1", "ann")).position();
        EventLog shaky = new LogProxy(log) {
            @Override
            public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
                if (failures.isEmpty()) {
                    failures.add("read");
                    throw new NoClassDefFoundError("of an upcaster that is no more");
                }
                return super.read(after, filter, limit);
            }
        };
        start(BALANCES, keeper("b", store.leases()), signals, shaky);
        assertThat(next(failures)).isEqualTo("read");
        failures.add("no more");

        storeTime.set(Bank.NOW.plus(TERM).plusMillis(1));
        signals.awaitApplied(last);

        assertThat(lease().owner()).isEqualTo("b");
    }

    @Test
    void a_worker_whose_turn_another_has_taken_applies_nothing_more_and_waits() {
        Signals first = new Signals();
        Leases asleep = new Leases() {
            private List<Lease> told;

            @Override
            public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                told = told == null ? store.leases().hold(owner, wanted, term) : told;
                return told;
            }

            @Override
            public void release(String owner, Set<GenerationId> held) {}

            @Override
            public void close() {}
        };
        start(BALANCES, keeper("a", asleep), first);
        next(first.leased);

        storeTime.set(Bank.NOW.plus(TERM).plusMillis(1));
        store.leases().hold("b", Set.of(generation), TERM);
        Bank.append(log, new Opened("1", "ann"));
        next(first.fenced);

        assertThat(store.reads().rows(BALANCES, 10).value()).isEmpty();
    }

    @Test
    void who_cannot_reach_the_store_stops_believing_in_its_lease_by_its_own_clock() {
        AtomicLong nanos = new AtomicLong();
        Tenure tenure = new Tenure(generation, nanos::get, () -> {}, id -> {});
        tenure.hear(new Lease(generation, "a", true, 2, Bank.NOW, TERM), 0);

        boolean atFirst = tenure.isHeld();
        nanos.set(TERM.toNanos());

        assertThat(atFirst).isTrue();
        assertThat(tenure.isHeld()).isFalse();
    }

    @Test
    void a_keeper_outlives_an_outage_of_the_store() {
        AtomicBoolean away = new AtomicBoolean(true);
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        Signals signals = new Signals();
        Leases shaky = new Leases() {
            @Override
            public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                if (away.get()) {
                    failures.add("hold");
                    throw new StoreUnavailable("away");
                }
                return store.leases().hold(owner, wanted, term);
            }

            @Override
            public void release(String owner, Set<GenerationId> held) {
                store.leases().release(owner, held);
            }

            @Override
            public void close() {}
        };
        start(BALANCES, keeper("a", shaky), signals);
        next(failures);

        away.set(false);

        assertThat(next(signals.leased)).isEqualTo(2L);
    }

    @Test
    void an_error_ends_the_worker_and_frees_its_lease_for_another() {
        Signals first = new Signals();
        FoldProjection<Balance> deadly = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .put(Opened.class, (row, e) -> {
                    throw new OutOfMemoryError("on purpose");
                })
                .ignore(Deposited.class, Closed.class)
                .build();
        Position last = Bank.append(log, new Opened("1", "ann")).position();
        start(deadly, keeper("a", store.leases()), first);
        next(first.leased);

        Signals second = new Signals();
        start(BALANCES, keeper("b", store.leases()), second);
        second.awaitApplied(last);

        assertThat(lease().owner()).isEqualTo("b");
    }

    @Test
    void a_lease_shorter_than_a_second_is_refused() {
        Intents intents = store.intents();

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new LeaseKeeper(store.leases(), intents, "a", Duration.ofMillis(999), System::nanoTime))
                .withMessageContaining("1 s");
    }
}
