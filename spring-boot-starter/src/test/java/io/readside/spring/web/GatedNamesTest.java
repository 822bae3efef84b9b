package io.readside.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.readside.event.Events;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Projection;
import io.readside.readstore.ReadStore;
import java.time.InstantSource;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class GatedNamesTest {

    record Opened(String id) {}

    record Account(String id) {}

    private static final Events<Opened> EVENTS =
            Events.of("account", Opened.class).type(Opened.class).build();

    private static final Projection<Account> FIRST = Projection.named("account", Account.class)
            .from(EVENTS)
            .keyedBy(Opened::id)
            .insert(Opened.class, e -> new Account(e.id()))
            .build();

    private static final Projection<Account> SECOND = Projection.named("account", Account.class)
            .version(2)
            .replaces(FIRST)
            .from(EVENTS)
            .keyedBy(Opened::id)
            .insert(Opened.class, e -> new Account(e.id()))
            .build();

    private final ReadStore store = MemoryReadStore.atomic(InstantSource.system());
    private final GatedNames names = new GatedNames(store, List.of(SECOND), List.of());

    @Test
    void a_name_stands_for_the_version_that_its_view_shows() {
        store.generations().open(FIRST);

        assertThat(names.model("account")).isEqualTo(FIRST);
        assertThat(names.model("account_v1")).isEqualTo(FIRST);
        assertThat(names.model("account_v2")).isEqualTo(SECOND);
    }

    @Test
    void a_name_that_is_not_known_is_told_with_those_that_are() {
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> names.model("acount"))
                .withMessageContainingAll("'acount'", "account", "account_v1", "account_v2");
    }
}
