package io.readside.testkit;

import static io.readside.testkit.BlueAndGreen.NEWER;
import static io.readside.testkit.BlueAndGreen.UNLIKE;
import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Overview;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RebuildMoved;
import io.readside.readstore.Recovery;
import io.readside.readstore.Role;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Green takes the place of blue, and gives it back. */
interface ReadStoreSwapping extends StoreFixture {

    @Test
    default void a_swap_makes_green_active_and_keeps_blue() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        both.meet();

        Rebuild swapped = both.swap();

        assertThat(swapped.state()).isEqualTo(State.SWAPPED);
        assertThat(both.rebuild()).isEqualTo(swapped);
        assertThat(both.roles()).containsExactly(Role.KEPT, Role.ACTIVE);
        assertThat(both.fixture().store().reads().all())
                .extracting(Overview::generation)
                .extracting(Generation::id)
                .containsExactly(swapped.green());
        assertThat(both.serving(COUNTERS)).isEqualTo(swapped.blue());
        assertThat(both.serving(NEWER)).isEqualTo(swapped.green());
        assertThat(both.generations())
                .allSatisfy(generation -> assertThat(generation.shown()).isTrue());
        assertThat(both.green().rows()).containsExactly(new Counter("a", 1), new Counter("b", 1));
    }

    @Test
    default void a_swap_within_one_version_shows_readers_the_new_generation() {
        BlueAndGreen both = BlueAndGreen.verified(fresh(), COUNTERS);
        both.meet();
        GenerationId before = both.serving(COUNTERS);

        both.swap();
        GenerationId swapped = both.serving(COUNTERS);
        both.meet();
        both.rollBack();

        assertThat(before).isEqualTo(both.rebuild().blue());
        assertThat(swapped).isEqualTo(both.rebuild().green());
        assertThat(both.serving(COUNTERS)).isEqualTo(both.rebuild().blue());
    }

    @Test
    default void a_swap_fences_what_either_side_has_in_flight() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        Opened<Counter> blue = both.blue();
        Opened<Counter> green = both.green();
        both.meet();

        both.swap();

        assertThatThrownBy(() -> blue.apply(5, 6)).isInstanceOf(CheckpointMoved.class);
        assertThatThrownBy(() -> green.apply(5, 6)).isInstanceOf(CheckpointMoved.class);
        both.blue().apply(5, 6);
        both.green().apply(5, 6);
        assertThat(both.generations())
                .allSatisfy(generation -> assertThat(generation.meeting()).isEmpty());
    }

    @Test
    default void a_swap_happens_while_both_stand_at_their_meeting() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        assertThatThrownBy(both::swap).isInstanceOf(SwapBlocked.class);
        both.blue().apply(5, 6);
        both.meet();
        assertThatThrownBy(both::swap).isInstanceOf(SwapBlocked.class);
        both.green().apply(5, 6);
        both.fixture().passTime(BlueAndGreen.MEETING.plusMinutes(1));
        assertThatThrownBy(both::swap).isInstanceOf(SwapBlocked.class);
        List<Role> before = both.roles();
        State state = both.rebuild().state();

        both.meet();
        both.swap();

        assertThat(before).containsExactly(Role.ACTIVE, Role.VERIFIED);
        assertThat(state).isEqualTo(State.VERIFIED);
        assertThat(both.roles()).containsExactly(Role.KEPT, Role.ACTIVE);
    }

    @Test
    default void a_swap_is_refused_while_one_of_the_two_stands_still() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        both.meet();
        both.blue().applier().pause(both.blue().generation().epoch(), "an operator");

        assertThatThrownBy(both::swap).isInstanceOf(SwapRefused.class);
        both.blue().applier().run(both.blue().generation().epoch());
        both.green().applier().regress(both.green().generation().epoch(), "another log");
        assertThatThrownBy(both::swap).isInstanceOf(SwapRefused.class);
        both.green().applier().run(both.green().generation().epoch());

        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.VERIFIED);
        assertThat(both.swap().state()).isEqualTo(State.SWAPPED);
    }

    @Test
    default void a_swap_is_refused_while_green_has_parked_keys() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        both.green().park(5, 6, both.green().failing("a", 6, "it fails"));
        both.blue().apply(5, 6);
        both.meet();

        assertThatThrownBy(both::swap).isInstanceOf(SwapRefused.class).hasMessageContaining("1 parked key");

        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.VERIFIED);
    }

    @Test
    default void a_swap_is_refused_if_rows_have_come_to_differ() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        both.blue().apply(5, 6, both.blue().upsert(new Counter("a", 2), 6));
        both.green().apply(5, 6, both.green().upsert(new Counter("a", 3), 6));
        both.meet();

        assertThatThrownBy(both::swap)
                .isInstanceOfSatisfying(
                        SwapRefused.class,
                        refused -> assertThat(refused.wantsComparison()).isTrue())
                .hasMessageContainingAll("[\"a\"]", "count");

        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.VERIFIED);
        both.part();
        both.green().apply(6, 7, both.green().upsert(new Counter("a", 2), 7));
        both.blue().apply(6, 7);
        both.meet();
        assertThat(both.swap().state()).isEqualTo(State.SWAPPED);
    }

    @Test
    default void a_swap_is_refused_if_nobody_has_noted_what_changes() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        both.fixture().store().comparisons().forget(both.comparison());
        both.meet();

        assertThatThrownBy(both::swap)
                .isInstanceOfSatisfying(
                        SwapRefused.class,
                        refused -> assertThat(refused.wantsComparison()).isTrue());

        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.VERIFIED);
    }

    /** Blue may have stopped for good; tokens that it has answered must not become Pending. */
    @Test
    default void a_swap_of_what_cannot_be_compared_waits_until_green_is_not_behind() {
        BlueAndGreen both = BlueAndGreen.verified(fresh(), UNLIKE);
        both.blue().apply(5, 6);
        both.blue().applier().pause(both.blue().generation().epoch(), "an operator");
        assertThatThrownBy(both::swap).isInstanceOf(SwapBlocked.class);
        List<Role> before = both.roles();
        both.green().apply(5, 7);

        both.swap();

        assertThat(before).containsExactly(Role.ACTIVE, Role.VERIFIED);
        assertThat(both.roles()).containsExactly(Role.KEPT, Role.ACTIVE);
    }

    /** Blue is of a log that is gone: it goes nowhere any more, and its positions say nothing of green. */
    @Test
    default void a_swap_onto_a_new_timeline_waits_for_no_meeting() {
        BlueAndGreen unlike = BlueAndGreen.planned(fresh(), UNLIKE, true);
        unlike.move(State.LOADING);
        unlike.green().apply(0, 3);
        unlike.move(State.VERIFIED);
        assertThat(unlike.swap().state()).isEqualTo(State.SWAPPED);
        BlueAndGreen both = BlueAndGreen.planned(fresh(), NEWER, true);
        both.blue().applier().regress(both.blue().generation().epoch(), "another log");
        both.load();
        Opened<Counter> green = both.green();
        green.park(5, 6, green.failing("a", 6, "it fails"));
        both.move(State.VERIFIED);
        assertThatThrownBy(both::swap).isInstanceOf(SwapRefused.class);
        green.applier()
                .recover(new Recovery(green.generation().epoch(), List.of(), List.of(green.place("a", 6)), List.of()));

        both.swap();

        assertThat(both.roles()).containsExactly(Role.KEPT, Role.ACTIVE);
        assertThatThrownBy(both::rollBack).isInstanceOf(SwapRefused.class);
        assertThat(both.roles()).containsExactly(Role.KEPT, Role.ACTIVE);
    }

    @Test
    default void what_was_swapped_by_another_is_not_swapped_again() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        Rebuild verified = both.rebuild();
        both.meet();
        Rebuild swapped = both.swap();
        both.meet();

        assertThatThrownBy(() ->
                        both.rebuilds().swap(verified, both.comparison(), SwapMode.REPLACE, BlueAndGreen.LOCK_TIMEOUT))
                .isInstanceOf(RebuildMoved.class);
        assertThatThrownBy(() -> both.rebuilds().rollback(verified, "late", BlueAndGreen.LOCK_TIMEOUT))
                .isInstanceOf(RebuildMoved.class);

        assertThat(both.rebuild()).isEqualTo(swapped);
        assertThat(both.roles()).containsExactly(Role.KEPT, Role.ACTIVE);
    }

    @Test
    default void a_rollback_makes_blue_active_again_until_the_next_swap() {
        BlueAndGreen both = BlueAndGreen.swapped(fresh());
        Opened<Counter> blue = both.blue();
        Opened<Counter> green = both.green();
        both.meet();

        Rebuild back = both.rollBack();

        assertThat(back.state()).isEqualTo(State.AT_HEAD);
        assertThat(back.note()).isEqualTo("taken back");
        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.VERIFIED);
        assertThat(both.serving(COUNTERS)).isEqualTo(back.blue());
        assertThat(both.serving(NEWER)).isEqualTo(back.green());
        assertThatThrownBy(() -> blue.apply(5, 6)).isInstanceOf(CheckpointMoved.class);
        assertThatThrownBy(() -> green.apply(5, 6)).isInstanceOf(CheckpointMoved.class);
        both.blue().apply(5, 6);
        both.green().apply(5, 6);
        both.fixture().store().comparisons().watch(both.comparison());
        both.move(State.VERIFIED);
        both.meet();
        both.swap();
        assertThat(both.roles()).containsExactly(Role.KEPT, Role.ACTIVE);
    }

    @Test
    default void a_rollback_happens_once_blue_is_not_behind_and_to_a_blue_that_runs() {
        BlueAndGreen both = BlueAndGreen.swapped(fresh());
        both.green().apply(5, 6);
        assertThatThrownBy(both::rollBack).isInstanceOf(SwapBlocked.class);
        both.meet();
        assertThatThrownBy(both::rollBack).isInstanceOf(SwapBlocked.class);
        both.blue().apply(5, 6);
        both.blue().applier().pause(both.blue().generation().epoch(), "an operator");

        assertThatThrownBy(both::rollBack).isInstanceOf(SwapRefused.class);

        assertThat(both.roles()).containsExactly(Role.KEPT, Role.ACTIVE);
        assertThat(both.rebuild().state()).isEqualTo(State.SWAPPED);
    }

    @Test
    default void a_green_that_has_stopped_does_not_keep_blue_from_coming_back() {
        BlueAndGreen both = BlueAndGreen.swapped(fresh());
        both.green().applier().pause(both.green().generation().epoch(), "an operator");
        both.blue().apply(5, 6);

        both.rollBack();

        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.VERIFIED);
    }
}
