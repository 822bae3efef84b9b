package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Position;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Key;
import io.readside.readstore.Skip;
import org.junit.jupiter.api.Test;

/** What the store in memory keeps of an operator's word. */
class MemoryAuditTest {

    @Test
    void a_skip_is_on_record_once_even_if_a_crash_came_between_record_and_queue() {
        MemoryCrashableStore store = MemoryCrashableStore.create(MemoryReadStore::convergent);
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        counters.park(0, 5, counters.failing("b", 4, "it fails"));
        Skip skip = new Skip(Key.of("b"), Position.of(4), "known to be wrong", "an operator");
        long epoch = counters.generation().epoch();

        boolean crashed =
                StoreFixture.isCutOff(store, 1, () -> counters.applier().skip(epoch, skip));
        boolean skipped = counters.applier().skip(epoch, skip);
        counters.applier().skip(epoch, skip);

        assertThat(crashed).isTrue();
        assertThat(skipped).isTrue();
        assertThat(store.memory().skipped(COUNTERS)).containsExactly(skip);
    }
}
