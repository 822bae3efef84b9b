package io.readside.testkit;

import static io.readside.testkit.BlueAndGreen.NEWER;
import static io.readside.testkit.Counter.COUNTERS;
import static io.readside.testkit.Counter.counters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Compared;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.MeetingAhead;
import io.readside.readstore.Overview;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RebuildMoved;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import io.readside.readstore.SwapBlocked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A generation that is built beside the active one, and where the two wait for each other. */
interface ReadStoreRebuilding extends StoreFixture {

    @Test
    default void a_rebuild_begins_with_an_empty_green_beside_blue() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());

        Rebuild rebuild = both.rebuild();

        Generation green = both.generation(rebuild.green());
        assertThat(rebuild.state()).isEqualTo(State.PLANNED);
        assertThat(rebuild.version()).isEqualTo(2);
        assertThat(rebuild.by()).isEqualTo("an operator");
        assertThat(rebuild.newTimeline()).isFalse();
        assertThat(both.rebuilds().open(Set.of("counters"))).containsExactly(rebuild);
        assertThat(both.rebuilds().open(Set.of("others"))).isEmpty();
        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.BUILDING);
        assertThat(green.version()).isEqualTo(2);
        assertThat(green.checkpoint()).isEqualTo(Checkpoint.ZERO);
        assertThat(both.green().stored("a")).isNull();
        assertThat(both.blue().generation().checkpoint()).isEqualTo(Checkpoint.of(5));
        assertThat(both.serving(COUNTERS)).isEqualTo(rebuild.blue());
    }

    @Test
    default void planning_again_finds_the_rebuild_that_is_open() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        Rebuild planned = both.rebuild();
        Rebuild loading = both.move(State.LOADING);

        Rebuild again = both.rebuilds().plan(NEWER, "somebody else", false);

        assertThat(again).isEqualTo(loading);
        assertThat(again.id()).isEqualTo(planned.id());
        assertThat(again.by()).isEqualTo("an operator");
        assertThat(both.generations()).hasSize(2);
    }

    @Test
    default void a_race_to_plan_ends_with_one_rebuild_for_all() throws Exception {
        CrashableStore store = fresh();
        Opened.in(store, COUNTERS);

        List<Rebuild> planned = Race.of(6, racer -> store.store().rebuilds().plan(NEWER, "racer " + racer, false));

        assertThat(Set.copyOf(planned)).hasSize(1);
        assertThat(store.store().rebuilds().generations(Set.of("counters"))).hasSize(2);
    }

    /** Its worker would not begin: it asks for the state first. */
    @Test
    default void green_is_not_fed_before_it_is_said_so() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        Opened<Counter> planned = both.green();
        long ofBlue = both.blue().generation().epoch();

        Rebuild loading = both.move(State.LOADING);

        assertThat(planned.generation().state()).isInstanceOf(RunState.Paused.class);
        assertThat(both.green().generation().state()).isEqualTo(new RunState.Running());
        assertThat(both.green().generation().epoch())
                .isGreaterThan(planned.generation().epoch());
        assertThat(both.blue().generation().epoch()).isEqualTo(ofBlue);
        assertThat(loading.state()).isEqualTo(State.LOADING);
        assertThat(loading.begun()).isPresent();
    }

    @Test
    default void a_paused_rebuild_keeps_green_waiting_and_fences_what_it_has_in_flight() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        both.load();
        Opened<Counter> before = both.green();

        Rebuild paused = both.rebuilds().pause(both.rebuild(), "an operator");
        RunState whilePaused = both.green().generation().state();
        assertThatThrownBy(() -> before.apply(5, 6)).isInstanceOf(CheckpointMoved.class);
        Rebuild resumed = both.rebuilds().resume(paused);

        assertThat(paused.pausedBy()).contains("an operator");
        assertThat(paused.state()).isEqualTo(State.LOADING);
        assertThat(whilePaused)
                .isInstanceOfSatisfying(
                        RunState.Paused.class, state -> assertThat(state.by()).isEqualTo("an operator"));
        assertThat(resumed.pausedBy()).isEmpty();
        assertThat(both.green().generation().state()).isEqualTo(new RunState.Running());
        assertThat(both.blue().generation().state()).isEqualTo(new RunState.Running());
    }

    @Test
    default void of_two_comparisons_only_the_one_that_was_begun_last_moves_the_rebuild() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        both.move(State.LOADING);
        both.move(State.CATCHING_UP);
        both.move(State.AT_HEAD);
        Rebuild first = both.rebuilds().nextRound(both.rebuild());
        Rebuild second = both.rebuilds().nextRound(both.rebuild());

        assertThatThrownBy(() -> both.rebuilds().move(first, State.VERIFIED, "by what the second one has forgotten"))
                .isInstanceOf(RebuildMoved.class);
        assertThat(both.rebuilds().move(second, State.VERIFIED, "compared").state())
                .isEqualTo(State.VERIFIED);
    }

    @Test
    default void what_has_been_moved_by_another_is_not_moved_again() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        Rebuild once = both.rebuild();
        both.move(State.LOADING);
        Rebuild now = both.rebuild();
        Rebuilds rebuilds = both.rebuilds();

        assertThatThrownBy(() -> rebuilds.move(once, State.CATCHING_UP, "late")).isInstanceOf(RebuildMoved.class);
        assertThatThrownBy(() -> rebuilds.pause(once, "late")).isInstanceOf(RebuildMoved.class);
        assertThatThrownBy(() -> rebuilds.drop(once, "late", BlueAndGreen.LOCK_TIMEOUT))
                .isInstanceOf(RebuildMoved.class);
        Rebuild paused = rebuilds.pause(now, "an operator");
        assertThatThrownBy(() -> rebuilds.move(now, State.CATCHING_UP, "late")).isInstanceOf(RebuildMoved.class);

        assertThat(both.rebuild()).isEqualTo(paused);
        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.BUILDING);
    }

    @Test
    default void what_a_comparison_came_to_is_kept() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        both.load();
        both.move(State.AT_HEAD);
        Compared compared = new Compared(
                2, 3, 1, new TreeMap<>(Map.of("count", 4L)), List.of(), Position.of(5), Instant.ofEpochSecond(7));

        Rebuild differs = both.rebuilds().move(both.rebuild(), State.DIFFERS, "one key differs", compared);
        Rebuild again = both.move(State.AT_HEAD);

        assertThat(differs.note()).isEqualTo("one key differs");
        assertThat(differs.compared()).contains(compared);
        assertThat(again.compared()).contains(compared);
        assertThat(again.took()).isPresent();
        assertThat(both.rebuild()).isEqualTo(again);
    }

    @Test
    default void green_serves_readers_of_its_version_once_it_is_verified() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        both.load();
        GenerationId blue = both.rebuild().blue();
        GenerationId green = both.rebuild().green();

        GenerationId before = both.serving(NEWER);
        GenerationId preview =
                both.fixture().store().reads().preview().serving(NEWER).id();
        both.move(State.VERIFIED);

        assertThat(before).isEqualTo(blue);
        assertThat(preview).isEqualTo(green);
        assertThat(both.serving(NEWER)).isEqualTo(green);
        assertThat(both.serving(COUNTERS)).isEqualTo(blue);
        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.VERIFIED);
        assertThat(both.fixture().store().reads().beside())
                .extracting(Overview::generation)
                .extracting(Generation::id)
                .containsExactly(green);
    }

    @Test
    default void a_generation_to_recompute_into_is_nobodys_and_goes_when_it_was_used() {
        CrashableStore store = fresh();
        BlueAndGreen both = BlueAndGreen.planned(store);
        both.load();
        Opened.in(store, counters("others", 1));
        Generation ofOthers = both.rebuilds().scratch(counters("others", 1));

        Generation scratch = both.rebuilds().scratch(COUNTERS);
        new Opened<>(store.store(), COUNTERS, scratch).apply(0, 9);
        List<Role> meanwhile = both.roles();
        both.rebuilds().dropScratch("counters");

        assertThat(scratch.checkpoint()).isEqualTo(Checkpoint.ZERO);
        assertThat(scratch.state()).isEqualTo(new RunState.Running());
        assertThat(meanwhile).containsExactly(Role.ACTIVE, Role.BUILDING, Role.SCRATCH);
        assertThat(both.serving(COUNTERS)).isEqualTo(both.rebuild().blue());
        assertThat(both.roles()).containsExactly(Role.ACTIVE, Role.BUILDING);
        assertThat(both.rebuilds().generations(Set.of("others")))
                .extracting(Generation::id)
                .contains(ofOthers.id());
        assertThatThrownBy(() -> store.store().applier(COUNTERS, scratch.id()).current())
                .isInstanceOf(ProjectionMismatch.class);
    }

    @Test
    default void two_generations_meet_where_the_further_one_stands() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        both.move(State.LOADING);
        both.green().apply(0, 3);

        Checkpoint meeting = both.meet();

        assertThat(meeting).isEqualTo(Checkpoint.of(5));
        assertThatThrownBy(() -> both.green().apply(3, 6))
                .isInstanceOfSatisfying(
                        MeetingAhead.class, ahead -> assertThat(ahead.meeting()).isEqualTo(Checkpoint.of(5)));
        assertThatThrownBy(() -> both.blue().apply(5, 6)).isInstanceOf(MeetingAhead.class);
        both.green().apply(3, 4);
        both.green().apply(4, 5);
        assertThatThrownBy(() -> both.green().apply(5, 6)).isInstanceOf(MeetingAhead.class);
        assertThat(both.generations())
                .allSatisfy(generation -> assertThat(generation.meeting()).contains(Checkpoint.of(5)));
    }

    @Test
    default void a_batch_that_would_go_beyond_a_meeting_writes_nothing() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        both.load();
        both.meet();
        Opened<Counter> green = both.green();

        assertThatThrownBy(() -> green.apply(5, 6, green.upsert(new Counter("a", 9), 6)))
                .isInstanceOf(MeetingAhead.class);

        assertThat(green.applier().rows(Set.of(Key.of("a"))).get(Key.of("a")))
                .isEqualTo(both.blue().stored("a"));
        assertThat(both.green().generation().checkpoint()).isEqualTo(Checkpoint.of(5));
    }

    @Test
    default void both_go_on_when_they_part() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        both.load();
        both.meet();

        both.part();

        both.green().apply(5, 6);
        both.blue().apply(5, 7);
        assertThat(both.generations())
                .allSatisfy(generation -> assertThat(generation.meeting()).isEmpty());
    }

    /** Nobody is left to end it if its process was killed. */
    @Test
    default void a_meeting_ends_by_itself() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        both.load();
        both.rebuilds().meet(both.rebuild().blue(), both.rebuild().green(), Duration.ofMinutes(8));
        both.fixture().passTime(Duration.ofMinutes(4));
        assertThatThrownBy(() -> both.green().apply(5, 6)).isInstanceOf(MeetingAhead.class);

        both.fixture().passTime(Duration.ofMinutes(5));

        assertThat(both.green().applier().current().meeting()).isEmpty();
        assertThat(both.blue().applier().current().meeting()).isEmpty();
        both.green().apply(5, 6);
        both.blue().apply(5, 6);
    }

    @Test
    default void two_meetings_exclude_each_other() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());
        both.load();
        GenerationId blue = both.rebuild().blue();
        GenerationId scratch = both.rebuilds().scratch(COUNTERS).id();
        both.meet();

        assertThatThrownBy(both::meet).isInstanceOf(SwapBlocked.class);
        assertThatThrownBy(() -> both.rebuilds().meet(blue, scratch, Duration.ofMinutes(8)))
                .isInstanceOf(SwapBlocked.class);
        assertThat(both.generation(scratch).meeting()).isEmpty();
        both.part();

        assertThat(both.rebuilds().meet(blue, scratch, Duration.ofMinutes(8))).isEqualTo(Checkpoint.of(5));
    }
}
