package io.readside.testkit;

import static io.readside.testkit.BlueAndGreen.NEWER;
import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.readstore.Generation;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Acts on a rebuild that are cut off. */
interface ReadStoreRebuildCuts extends StoreFixture {

    /** Whatever is cut off at whichever write: it has happened or it has not, and readers are always served. */
    @Test
    default void a_rebuild_that_is_cut_off_anywhere_is_as_it_was_or_as_it_is_to_be() {
        cutOff(BlueAndGreen::planned, both -> both.move(State.LOADING));
        cutOff(BlueAndGreen::planned, BlueAndGreen::drop);
        cutOff(BlueAndGreen::verified, both -> {
            both.meet();
            both.swap();
        });
        cutOff(BlueAndGreen::swapped, both -> {
            both.meet();
            both.rollBack();
        });
        cutOff(BlueAndGreen::swapped, BlueAndGreen::drop);
    }

    private void cutOff(Function<CrashableStore, BlueAndGreen> given, Consumer<BlueAndGreen> act) {
        BlueAndGreen done = given.apply(fresh());
        List<Object> was = story(done);
        act.accept(done);
        List<Object> isToBe = story(done);
        BlueAndGreen both = given.apply(fresh());
        long crashes = 0;
        while (isCutOff(both, crashes, act)) {
            both.fixture().passTime(BlueAndGreen.MEETING.plusMinutes(1));
            List<Object> is = story(both);
            assertThat(is).as("after %d writes", crashes).isIn(was, isToBe);
            assertThat(both.roles()).containsOnlyOnce(Role.ACTIVE);
            both = is.equals(was) ? both : given.apply(fresh());
            crashes++;
        }
        assertThat(story(both)).isEqualTo(isToBe).isNotEqualTo(was);
        assertThat(crashes).as("crashes").isPositive();
    }

    private static boolean isCutOff(BlueAndGreen both, long writes, Consumer<BlueAndGreen> act) {
        return StoreFixture.isCutOff(both.fixture(), writes, () -> act.accept(both));
    }

    /** All that the acts change, but for epochs and meetings, which are left by what was not done. */
    private static List<Object> story(BlueAndGreen both) {
        List<RunState> states =
                both.generations().stream().map(Generation::state).toList();
        return List.of(
                both.rebuild().state(),
                both.roles(),
                states.stream().map(state -> (Object) state.getClass()).toList(),
                both.serving(COUNTERS),
                both.serving(NEWER));
    }

    @Test
    default void a_plan_that_is_cut_off_anywhere_is_made_or_not() {
        CrashableStore store = fresh();
        Opened.in(store, COUNTERS);
        Rebuilds rebuilds = store.store().rebuilds();
        long crashes = 0;
        while (StoreFixture.isCutOff(store, crashes, () -> rebuilds.plan(NEWER, "an operator", false))) {
            int open = rebuilds.open(Set.of("counters")).size();
            assertThat(rebuilds.generations(Set.of("counters")))
                    .as("after %d writes", crashes)
                    .hasSize(1 + open);
            crashes++;
        }

        assertThat(crashes).as("crashes").isPositive();
        assertThat(rebuilds.open(Set.of("counters"))).hasSize(1);
        assertThat(rebuilds.generations(Set.of("counters"))).hasSize(2);
    }
}
