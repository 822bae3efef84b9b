package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Position;
import io.readside.readstore.Reconciled;
import io.readside.readstore.Reconciliations;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What came of reconciles, for those who look later. */
interface ReadStoreRemembering extends StoreFixture {

    private static Reconciled reconciled(Opened<?> of, long drift) {
        return new Reconciled(
                of.generation().id(),
                "keys from 'a\"' to 'é'",
                Position.of(481_523),
                Instant.parse("2026-01-02T03:04:05.123456Z"),
                Duration.ofMillis(61_234),
                1_000_000,
                drift,
                "{\"keys\":[{\"key\":\"a\"}],\"drift\":" + drift + "}");
    }

    @Test
    default void the_last_reconcile_of_a_read_model_is_found_as_it_was_noted() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        Opened<Counter> others = Opened.in(store, Counter.counters("others", 1));
        Reconciliations reconciliations = store.store().reconciliations();

        boolean none = reconciliations.last("counters").isEmpty();
        reconciliations.note(reconciled(counters, 3));
        reconciliations.note(reconciled(others, 5));
        reconciliations.note(reconciled(counters, 0));

        assertThat(none).isTrue();
        assertThat(reconciliations.last("counters")).contains(reconciled(counters, 0));
        assertThat(reconciliations.last("others")).contains(reconciled(others, 5));
    }

    @Test
    default void what_a_reconcile_came_to_survives_a_crash() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        store.store().reconciliations().note(reconciled(counters, 3));

        StoreFixture.crash(store, counters);
        store.restart();

        assertThat(store.store().reconciliations().last("counters")).contains(reconciled(counters, 3));
    }
}
