package io.readside.monitor;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Folding.Poison;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Compared;
import io.readside.readstore.Comparison;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RebuildStatusTest {

    private static final int EVENTS = 100;
    private static final Duration PATIENT = Duration.ofDays(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Bank.NOW);
    private final InstantSource clock = now::get;
    private final MemoryLog log = MemoryLog.create(clock);
    private final MemoryReadStore store = MemoryReadStore.atomic(clock);
    private final Monitor monitor = new Monitor(log, store);

    @BeforeEach
    void a_log_and_a_current_blue() {
        Bank.append(
                log,
                IntStream.range(0, EVENTS)
                        .mapToObj(i -> new Opened("a" + i, "ann"))
                        .toArray(BankEvent[]::new));
        store.generations().open(BALANCES);
        apply(new GenerationId("balances", 1), EVENTS);
    }

    private void apply(GenerationId generation, long upTo) {
        Applier applier = store.applier(BALANCES, generation);
        applier.apply(new Batch(
                applier.current().epoch(), applier.current().checkpoint(), Checkpoint.of(upTo), List.of(), List.of()));
    }

    private Rebuild begin() {
        return store.rebuilds().move(store.rebuilds().plan(BALANCES, "ann", false), State.LOADING, "wanted by ann");
    }

    private Rebuild move(Rebuild rebuild, State... states) {
        Rebuild moved = rebuild;
        for (State state : states) {
            moved = store.rebuilds().move(moved, state, "on");
        }
        return moved;
    }

    private static Compared compared(long unexpected) {
        return new Compared(EVENTS, EVENTS, unexpected, new TreeMap<>(), List.of(), Position.of(EVENTS), Bank.NOW);
    }

    private RebuildStatus status() {
        return monitor.rebuild("balances").orElseThrow();
    }

    @Test
    void without_a_rebuild_there_is_nothing_to_tell() {
        assertThat(monitor.rebuild("balances")).isEmpty();
        assertThat(monitor.rebuild("unknown")).isEmpty();
        assertThat(monitor.status())
                .singleElement()
                .satisfies(one -> assertThat(one.rebuild()).isEmpty());
    }

    @Test
    void a_planned_one_is_estimated_by_a_round_figure_at_first() {
        store.rebuilds().plan(BALANCES, "ann", false);

        assertThat(status().left().events()).isEqualTo(EVENTS);
        assertThat(status().pace()).contains(new Pace(10_000, Pace.Source.ASSUMED));
        assertThat(status().timeLeft()).contains(Duration.ofMillis(10));
        assertThat(status().needsAttention()).isFalse();
    }

    @Test
    void a_planned_one_is_estimated_by_the_last_one_that_was_compared() {
        Rebuild first = begin();
        now.set(Bank.NOW.plusSeconds(50));
        Rebuild atHead = move(first, State.CATCHING_UP, State.AT_HEAD);
        Rebuild verified = store.rebuilds().move(atHead, State.VERIFIED, "equal", compared(0));
        store.rebuilds().drop(verified, "given up", Duration.ZERO);

        store.rebuilds().plan(BALANCES, "ann", false);

        assertThat(status().pace()).contains(new Pace(2, Pace.Source.LAST_TIME));
        assertThat(status().timeLeft()).contains(Duration.ofSeconds(50));
    }

    @Test
    void one_that_loads_tells_what_is_left_how_fast_and_how_long_by_the_clock_of_the_store() {
        GenerationId green = begin().green();
        apply(green, 20);
        now.set(Bank.NOW.plusSeconds(10));

        assertThat(status().left().events()).isEqualTo(80);
        assertThat(status().pace()).contains(new Pace(2, Pace.Source.MEASURED));
        assertThat(status().timeLeft()).contains(Duration.ofSeconds(40));
        assertThat(status().green().generation().id()).isEqualTo(green);
        assertThat(status().blue().generation().id().number()).isEqualTo(1);
        assertThat(monitor.status().get(0).rebuild()).contains(status());
    }

    @Test
    void one_that_has_just_begun_or_whose_clock_was_set_back_is_estimated_still() {
        GenerationId green = begin().green();

        assertThat(status().pace()).contains(Pace.ASSUMED);

        apply(green, 20);
        now.set(Bank.NOW.minusSeconds(10));
        assertThat(status().pace()).contains(Pace.ASSUMED);
    }

    @Test
    void one_that_is_paused_tells_no_time() {
        Rebuild rebuild = begin();
        apply(rebuild.green(), 20);
        now.set(Bank.NOW.plusSeconds(10));
        store.rebuilds().pause(rebuild, "ann");

        assertThat(status().timeLeft()).isEmpty();
        assertThat(status().needsAttention()).isFalse();
    }

    @Test
    void one_that_has_found_differences_needs_a_look() {
        Rebuild atHead = move(begin(), State.CATCHING_UP, State.AT_HEAD);
        store.rebuilds().move(atHead, State.DIFFERS, "3 keys", compared(3));

        assertThat(status().pace()).isEmpty();
        assertThat(status().needsAttention()).isTrue();
        assertThat(monitor.status().get(0).needsAttention(PATIENT)).isTrue();
    }

    @Test
    void a_green_that_has_stopped_needs_a_look() {
        Rebuild rebuild = begin();
        Applier green = store.applier(BALANCES, rebuild.green());
        green.stop(
                green.current().epoch(),
                new Poison(Bank.stored(new Opened("1", "a")).get(0), "it fails", false));

        assertThat(status().needsAttention()).isTrue();
    }

    @Test
    void after_a_swap_it_tells_how_old_blue_is_and_whether_there_is_a_way_back() {
        Rebuild verified = move(begin(), State.CATCHING_UP, State.AT_HEAD, State.VERIFIED);
        apply(verified.green(), EVENTS);
        Comparison comparison = new Comparison(verified.blue(), BALANCES, verified.green(), BALANCES);
        store.comparisons().watch(comparison);
        store.rebuilds().meet(verified.blue(), verified.green(), Duration.ofSeconds(2));
        store.rebuilds().swap(verified, comparison, SwapMode.REPLACE, Duration.ofMillis(50));
        Bank.append(log, new Opened("later", "bob"));

        assertThat(status().behind().events()).isEqualTo(1);
        assertThat(status().canRollBack()).isFalse();

        store.leases().hold("me", Set.of(verified.blue()), Duration.ofSeconds(5));
        assertThat(status().canRollBack()).isTrue();
        assertThat(status().needsAttention()).isFalse();
    }
}
