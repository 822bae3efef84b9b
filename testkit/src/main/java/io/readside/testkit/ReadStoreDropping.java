package io.readside.testkit;

import static io.readside.testkit.BlueAndGreen.NEWER;
import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Role;
import io.readside.readstore.SwapRefused;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One of two generations goes, and who is in its way. */
interface ReadStoreDropping extends StoreFixture {

    @Test
    default void after_a_swap_blue_is_what_is_dropped() {
        BlueAndGreen both = BlueAndGreen.swapped(fresh());
        Opened<Counter> blue = both.blue();

        Rebuild dropped = both.drop();

        assertThat(dropped.state()).isEqualTo(State.DROPPED);
        assertThat(dropped.note()).isEqualTo("not wanted");
        assertThat(both.rebuilds().open(Set.of("counters"))).isEmpty();
        assertThat(both.rebuild()).isEqualTo(dropped);
        assertThat(both.roles()).containsExactly(Role.ACTIVE);
        assertThat(both.serving(NEWER)).isEqualTo(dropped.green());
        assertThatThrownBy(() -> blue.applier().current()).isInstanceOf(ProjectionMismatch.class);
        assertThat(both.green().rows()).hasSize(2);
    }

    /** Readers of an instance that knows blue only have nothing to read when it is gone. */
    @Test
    default void blue_is_not_dropped_while_somebody_feeds_it_who_would_not_feed_green() {
        BlueAndGreen both = BlueAndGreen.swapped(fresh());
        Leases leases = both.fixture().store().leases();
        GenerationId blue = both.rebuild().blue();
        GenerationId green = both.rebuild().green();
        List<Lease> unused = leases.hold("old@host-a", Set.of(blue), BlueAndGreen.MEETING);
        unused = leases.hold("new@host-b", Set.of(blue, green), BlueAndGreen.MEETING);
        Rebuild before = both.rebuild();

        assertThatThrownBy(both::drop)
                .isInstanceOf(SwapRefused.class)
                .hasMessageContainingAll("old@host-a", blue.toString(), green.toString(), "version 2", "drop again");
        assertThat(both.rebuild()).isEqualTo(before);
        assertThat(both.generations()).hasSize(2);

        leases.release("old@host-a", Set.of(blue));
        assertThat(both.drop().state()).isEqualTo(State.DROPPED);
    }

    @Test
    default void blue_is_dropped_whoever_feeds_it_that_would_feed_green_too() {
        BlueAndGreen both = BlueAndGreen.swapped(fresh());
        Leases leases = both.fixture().store().leases();
        GenerationId blue = both.rebuild().blue();
        List<Lease> unused = leases.hold("new@host-b", Set.of(blue), BlueAndGreen.MEETING);
        unused = leases.hold("new@host-b", Set.of(blue, both.rebuild().green()), BlueAndGreen.MEETING);

        assertThat(both.drop().state()).isEqualTo(State.DROPPED);
    }

    @Test
    default void before_a_swap_green_is_what_is_dropped() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        Opened<Counter> green = both.green();
        green.park(5, 6, green.failing("a", 6, "it fails"));

        Rebuild aborted = both.drop();

        assertThat(aborted.state()).isEqualTo(State.ABORTED);
        assertThat(both.roles()).containsExactly(Role.ACTIVE);
        assertThat(both.serving(COUNTERS)).isEqualTo(aborted.blue());
        assertThatThrownBy(() -> green.applier().current()).isInstanceOf(ProjectionMismatch.class);
        both.blue().apply(5, 6, both.blue().upsert(new Counter("a", 2), 6));
        assertThat(both.blue().row("a")).contains(new Counter("a", 2));
    }

    @Test
    default void after_the_end_of_a_rebuild_another_can_be_planned() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        Rebuild aborted = both.drop();

        Rebuild next = both.rebuilds().plan(NEWER, "an operator", false);

        assertThat(next.id()).isNotEqualTo(aborted.id());
        assertThat(next.state()).isEqualTo(State.PLANNED);
        assertThat(both.green().generation().checkpoint()).isEqualTo(Checkpoint.ZERO);
        assertThat(both.green().stored("a")).isNull();
        assertThat(both.green().waiting("a")).isEmpty();
    }
}
