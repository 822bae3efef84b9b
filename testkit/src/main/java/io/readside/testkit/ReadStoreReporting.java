package io.readside.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RebuildMoved;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reporting;
import io.readside.readstore.SwapMode;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What an intent asks of a rebuild and the report of it are one act. */
interface ReadStoreReporting extends StoreFixture {

    private static Intent ask(BlueAndGreen both, Act act) {
        return both.fixture().store().intents().submit("counters", act, "an operator");
    }

    private static Rebuilds reporting(BlueAndGreen both, Intent intent) {
        return both.rebuilds()
                .reporting(new Reporting(intent.id(), after -> new Report(true, after.state() + ", " + after.note())));
    }

    private static Optional<String> report(BlueAndGreen both, Intent intent) {
        return both.fixture()
                .store()
                .intents()
                .find(intent.id())
                .flatMap(Intent::report)
                .map(Report::message);
    }

    private static Optional<String> reportOf(
            BlueAndGreen both, Act act, BiFunction<Rebuilds, Rebuild, Rebuild> change) {
        Intent asked = ask(both, act);
        Rebuild unused = change.apply(reporting(both, asked), both.rebuild());
        return report(both, asked);
    }

    @Test
    default void whatever_changes_a_rebuild_is_reported_with_it() {
        BlueAndGreen both = BlueAndGreen.planned(fresh());

        assertThat(reportOf(both, new Act.StartRebuild(false), (to, now) -> to.move(now, State.LOADING, "begun")))
                .contains("LOADING, begun");
        assertThat(reportOf(both, new Act.PauseRebuild(), (to, now) -> to.pause(now, "an operator")))
                .contains("LOADING, begun");
        assertThat(reportOf(both, new Act.ResumeRebuild(), (to, now) -> to.resume(now)))
                .contains("LOADING, begun");
        assertThat(reportOf(both, new Act.Abort(), (to, now) -> to.drop(now, "given up", BlueAndGreen.LOCK_TIMEOUT)))
                .contains("ABORTED, given up");
    }

    @Test
    default void swaps_and_what_takes_them_back_are_reported_with_it() {
        BlueAndGreen both = BlueAndGreen.verified(fresh());
        both.meet();

        assertThat(reportOf(
                        both,
                        new Act.Swap(SwapMode.REPLACE),
                        (to, now) -> to.swap(now, both.comparison(), SwapMode.REPLACE, BlueAndGreen.LOCK_TIMEOUT)))
                .hasValueSatisfying(report -> assertThat(report).startsWith("SWAPPED"));
        assertThat(reportOf(
                        both,
                        new Act.Rollback(),
                        (to, now) -> to.rollback(now, "taken back", BlueAndGreen.LOCK_TIMEOUT)))
                .contains("AT_HEAD, taken back");
    }

    @Test
    default void what_was_reported_by_another_is_not_done_again() {
        BlueAndGreen both = BlueAndGreen.swapped(fresh());
        List<Intent> asked =
                List.of(ask(both, new Act.Drop()), ask(both, new Act.Rollback()), ask(both, new Act.Abort()));
        asked.forEach(
                intent -> both.fixture().store().intents().report(intent.id(), new Report(true, "done by another")));
        Rebuild before = both.rebuild();

        assertThatThrownBy(() -> reporting(both, asked.get(0)).drop(before, "not wanted", BlueAndGreen.LOCK_TIMEOUT))
                .isInstanceOf(RebuildMoved.class);
        assertThatThrownBy(
                        () -> reporting(both, asked.get(1)).rollback(before, "taken back", BlueAndGreen.LOCK_TIMEOUT))
                .isInstanceOf(RebuildMoved.class);
        assertThatThrownBy(() -> reporting(both, asked.get(2)).pause(before, "somebody"))
                .isInstanceOf(RebuildMoved.class);

        assertThat(both.rebuild()).isEqualTo(before);
        assertThat(both.generations()).hasSize(2);
        assertThat(report(both, asked.get(0))).contains("done by another");
    }

    @Test
    default void what_is_cut_off_anywhere_is_reported_exactly_if_it_was_done() {
        BlueAndGreen both = BlueAndGreen.swapped(fresh());
        Intent asked = ask(both, new Act.Drop());
        Rebuild before = both.rebuild();
        long crashes = 0;
        while (StoreFixture.isCutOff(
                both.fixture(),
                crashes,
                () -> reporting(both, asked).drop(before, "not wanted", BlueAndGreen.LOCK_TIMEOUT))) {
            boolean isDone = both.rebuild().state() == State.DROPPED;
            assertThat(report(both, asked).isPresent())
                    .as("reported after %d writes", crashes)
                    .isEqualTo(isDone);
            if (isDone) {
                break;
            }
            crashes++;
        }

        assertThat(report(both, asked)).contains("DROPPED, not wanted");
        assertThat(crashes).as("crashes").isPositive();
    }
}
