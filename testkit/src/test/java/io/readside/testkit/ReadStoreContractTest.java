package io.readside.testkit;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.readside.testkit.BrokenStores.AppliesTwice;
import io.readside.testkit.BrokenStores.BeginsInTheMiddle;
import io.readside.testkit.BrokenStores.BelievesAnything;
import io.readside.testkit.BrokenStores.BringsDeletedRowsBack;
import io.readside.testkit.BrokenStores.CheckpointWithoutRows;
import io.readside.testkit.BrokenStores.DoesNothing;
import io.readside.testkit.BrokenStores.Forgetful;
import io.readside.testkit.BrokenStores.HighestCheckpointWins;
import io.readside.testkit.BrokenStores.HonestAtomic;
import io.readside.testkit.BrokenStores.HonestConvergent;
import io.readside.testkit.BrokenStores.NeverRunsAgain;
import io.readside.testkit.BrokenStores.OpensAnew;
import io.readside.testkit.BrokenStores.RowsWithoutCheckpoint;
import io.readside.testkit.BrokenStores.StopsForAnyone;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** The contract sees what it is there to see: it passes honest stores and fails each that is broken on purpose. */
class ReadStoreContractTest {

    /** Each runs once, whoever asks first. */
    private static final Map<Class<?>, Events> RUNS = new ConcurrentHashMap<>();

    static Stream<Arguments> broken_stores() {
        return Stream.of(
                Arguments.of(DoesNothing.class, List.of("rows_and_checkpoint_move_by_one_call")),
                Arguments.of(
                        RowsWithoutCheckpoint.class,
                        List.of("a_batch_cut_off_anywhere_never_leaves_a_checkpoint_without_its_rows")),
                Arguments.of(
                        CheckpointWithoutRows.class,
                        List.of(
                                "a_batch_cut_off_anywhere_never_leaves_a_checkpoint_without_its_rows",
                                "a_kill_between_any_two_writes_changes_nothing_for_keys_in_the_event")),
                Arguments.of(
                        Forgetful.class,
                        List.of("rows_and_checkpoint_move_by_one_call", "the_size_of_a_batch_does_not_matter")),
                Arguments.of(
                        AppliesTwice.class,
                        List.of(
                                "a_batch_begun_at_another_checkpoint_is_refused",
                                "a_worker_that_slept_through_the_work_of_another_is_fenced")),
                Arguments.of(
                        HighestCheckpointWins.class,
                        List.of(
                                "a_batch_begun_at_another_checkpoint_is_refused",
                                "a_batch_of_another_epoch_is_refused")),
                Arguments.of(
                        BringsDeletedRowsBack.class, List.of("a_deleted_row_is_not_brought_back_by_an_older_change")),
                Arguments.of(NeverRunsAgain.class, List.of("a_stopped_read_model_runs_again_after_the_next_batch")),
                Arguments.of(StopsForAnyone.class, List.of("a_stop_by_a_worker_of_another_epoch_is_not_recorded")),
                Arguments.of(OpensAnew.class, List.of("a_race_to_open_first_ends_with_one_generation_for_all")),
                Arguments.of(
                        BeginsInTheMiddle.class, List.of("a_first_open_gives_an_empty_read_model_at_checkpoint_zero")),
                Arguments.of(
                        BelievesAnything.class,
                        List.of(
                                "another_version_is_refused_and_changes_nothing",
                                "other_columns_under_the_same_version_are_refused")));
    }

    @ParameterizedTest
    @MethodSource("broken_stores")
    void a_store_broken_on_purpose_fails_where_it_is_broken(Class<?> contract, List<String> caughtBy) {
        assertThat(failuresOf(contract)).containsAll(caughtBy);
    }

    @Test
    void an_honest_store_of_either_guarantee_passes() {
        assertThat(failuresOf(HonestAtomic.class)).isEmpty();
        assertThat(failuresOf(HonestConvergent.class)).isEmpty();
    }

    @Test
    void nothing_is_ever_skipped() {
        for (Class<?> honest : List.of(HonestAtomic.class, HonestConvergent.class)) {
            Events tests = run(honest);

            assertThat(tests.skipped().count()).isZero();
            assertThat(tests.aborted().count()).isZero();
            assertThat(tests.succeeded().count()).isEqualTo(tests.started().count());
        }
    }

    @Test
    void every_test_of_the_contract_is_seen_to_fail() {
        Set<String> all = names(run(HonestAtomic.class).started());

        Set<String> seenToFail = broken_stores()
                .flatMap(broken -> failuresOf((Class<?>) broken.get()[0]).stream())
                .collect(toCollection(TreeSet::new));

        assertThat(seenToFail).isEqualTo(all);
    }

    private static Set<String> failuresOf(Class<?> contract) {
        return names(run(contract).failed());
    }

    private static Events run(Class<?> contract) {
        return RUNS.computeIfAbsent(
                contract,
                broken -> EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(broken))
                        .configurationParameter(BrokenStores.ON_PURPOSE, "true")
                        .execute()
                        .testEvents());
    }

    private static Set<String> names(Events events) {
        return events.map(ReadStoreContractTest::name).collect(toCollection(TreeSet::new));
    }

    private static String name(Event event) {
        return event.getTestDescriptor()
                .getSource()
                .map(org.junit.platform.engine.support.descriptor.MethodSource.class::cast)
                .orElseThrow()
                .getMethodName();
    }
}
