package io.readside.testkit;

import static io.readside.testkit.Defect.caught;

import io.readside.testkit.TamperedStore.HonestAtomic;
import io.readside.testkit.TamperedStore.HonestConvergent;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract sees what it is there to see: it passes honest stores and fails each that is broken on purpose. */
class ReadStoreContractTest {

    private static final PlantedRuns<TamperedStore> RUNS = new PlantedRuns<>(PlantedContracts.OfStore.class);

    static Stream<Defect<TamperedStore>> broken_stores() {
        return Stream.of(
                caught(BrokenBatches.DoesNothing.class, "rows_and_checkpoint_move_by_one_call"),
                caught(
                        BrokenBatches.LosesWhatIsNew.class,
                        "every_type_of_column_comes_back_as_it_was_written_where_many_rows_are_new"),
                caught(BrokenBatches.SeemsEmpty.class, "a_generation_is_empty_until_it_holds_a_row_or_a_binding"),
                caught(
                        BrokenBatches.RowsWithoutCheckpoint.class,
                        "a_batch_cut_off_anywhere_never_leaves_a_checkpoint_without_its_rows",
                        "a_batch_cut_off_anywhere_never_leaves_a_checkpoint_without_its_parked_events"),
                caught(
                        BrokenBatches.CheckpointWithoutRows.class,
                        "a_batch_cut_off_anywhere_never_leaves_a_checkpoint_without_its_rows",
                        "a_batch_cut_off_anywhere_never_leaves_a_checkpoint_without_its_parked_events",
                        "a_kill_between_any_two_writes_changes_nothing_for_keys_in_the_event"),
                caught(
                        BrokenBatches.Forgetful.class,
                        "rows_and_checkpoint_move_by_one_call",
                        "the_size_of_a_batch_does_not_matter"),
                caught(BrokenBatches.Gappy.class, "a_batch_begun_at_another_checkpoint_is_refused"),
                caught(
                        BrokenBatches.AppliesTwice.class,
                        "a_batch_begun_at_another_checkpoint_is_refused",
                        "a_worker_that_slept_through_the_work_of_another_is_fenced"),
                caught(
                        BrokenBatches.HighestCheckpointWins.class,
                        "a_batch_begun_at_another_checkpoint_is_refused",
                        "a_batch_of_another_epoch_is_refused"),
                caught(
                        BrokenBatches.BringsDeletedRowsBack.class,
                        "a_deleted_row_is_not_brought_back_by_an_older_change"),
                caught(BrokenBatches.LosesAnchors.class, "a_checkpoint_keeps_the_anchor_that_ties_it_to_its_log"),
                caught(BrokenHalts.StopsForAnyone.class, "a_stop_by_a_worker_of_another_epoch_is_not_recorded"),
                caught(
                        BrokenHalts.StopsTooLate.class,
                        "a_stop_at_an_event_that_another_worker_has_passed_is_not_recorded"),
                caught(BrokenGenerations.OpensAnew.class, "a_race_to_open_first_ends_with_one_generation_for_all"),
                caught(
                        BrokenBatches.BeginsInTheMiddle.class,
                        "a_first_open_gives_an_empty_read_model_at_checkpoint_zero"),
                caught(
                        BrokenGenerations.BelievesAnything.class,
                        "another_version_is_refused_and_changes_nothing",
                        "other_columns_under_the_same_version_are_refused"),
                caught(
                        BrokenQueues.LosesTheReason.class,
                        "an_event_is_parked_by_the_call_that_moves_the_checkpoint_over_it"),
                caught(
                        BrokenQueues.ForgetsWhatWaitsBehind.class,
                        "later_events_of_a_parked_key_wait_behind_it_in_order"),
                caught(BrokenQueues.HoldsUpTheBatch.class, "all_other_keys_go_on_beside_a_parked_one"),
                caught(BrokenQueues.ParksAnew.class, "an_event_that_a_lost_batch_has_parked_keeps_what_is_known_of_it"),
                caught(BrokenQueues.ParksAHundred.class, "a_batch_may_park_thousands_of_events"),
                caught(BrokenQueues.ReordersTheQueue.class, "later_events_of_a_parked_key_wait_behind_it_in_order"),
                caught(
                        BrokenQueues.OneKeyForAnEvent.class,
                        "events_wait_for_several_keys_once_for_each_and_no_more_are_told_than_asked_for"),
                caught(BrokenQueues.KeysAsText.class, "a_parked_key_comes_back_as_it_was"),
                caught(
                        BrokenQueues.CountsForEver.class,
                        "keys_parked_in_the_last_while_are_told_from_those_parked_before"),
                caught(BrokenQueues.MixesReadModels.class, "what_is_parked_in_one_read_model_is_not_in_another"),
                caught(BrokenQueues.KeepsQuiet.class, "a_read_of_a_parked_key_says_so_and_shows_the_row_as_it_was"),
                caught(BrokenQueues.CountsNoKeys.class, "parked_keys_and_events_are_counted"),
                caught(BrokenQueues.ListsEveryone.class, "parked_keys_are_listed_by_read_model_and_position"),
                caught(BrokenQueues.KnowsNoAge.class, "the_longest_parked_event_has_an_age"),
                caught(
                        BrokenRecoveries.QueueBeforeRows.class,
                        "a_recovery_cut_off_anywhere_comes_to_the_same_when_it_is_done_again"),
                caught(
                        BrokenRecoveries.RecoversInPieces.class,
                        "a_recovery_cut_off_anywhere_comes_to_the_same_when_it_is_done_again"),
                caught(BrokenRecoveries.FreesTooEarly.class, "what_is_not_done_goes_on_waiting"),
                caught(BrokenRecoveries.FreesEveryKey.class, "other_parked_keys_are_left_alone"),
                caught(BrokenRecoveries.NeverFrees.class, "what_is_done_is_taken_off_and_its_row_is_written"),
                caught(
                        BrokenRecoveries.NotesNoFailure.class,
                        "what_failed_once_more_stays_and_is_counted",
                        "an_event_that_fails_where_an_earlier_one_no_longer_does_says_why"),
                caught(
                        BrokenRecoveries.ParksWhatIsNotParked.class,
                        "a_failure_of_an_event_that_is_not_parked_any_more_is_not_noted"),
                caught(
                        BrokenRecoveries.RecoversOverNewerRows.class,
                        "a_recovery_that_comes_twice_does_not_undo_what_came_after_it"),
                caught(
                        BrokenRecoveries.DropsWhatStillWaits.class,
                        "a_recovery_of_events_of_which_some_were_recovered_meanwhile_loses_none"),
                caught(BrokenRecoveries.RecoversForAnyone.class, "a_recovery_of_another_epoch_is_refused"),
                caught(
                        BrokenRecoveries.SkipsAnother.class,
                        "only_the_first_event_of_a_key_can_be_skipped_and_only_once"),
                caught(
                        BrokenRecoveries.ForgetsWhatWasSkipped.class,
                        "only_the_first_event_of_a_key_can_be_skipped_and_only_once",
                        "a_skip_cut_off_anywhere_is_done_or_can_be_done_again"),
                caught(
                        BrokenRecoveries.KeepsSkipsToItself.class,
                        "what_is_skipped_in_one_generation_is_known_in_the_others_and_who_feeds_them_begins_anew"),
                caught(BrokenRecoveries.SkipsForAnyone.class, "a_skip_of_another_epoch_is_refused"),
                caught(
                        BrokenRecoveries.SkipsNothing.class,
                        "a_key_is_free_when_its_last_event_is_skipped",
                        "a_skip_cut_off_anywhere_is_done_or_can_be_done_again"),
                caught(BrokenLeases.TwoHolders.class, "a_lease_goes_to_the_first_who_asks_and_to_nobody_else"),
                caught(BrokenLeases.NeverRunsOut.class, "a_lease_that_ran_out_goes_to_the_next_who_asks"),
                caught(BrokenLeases.RenewsNothing.class, "renewing_keeps_a_lease_and_its_epoch"),
                caught(BrokenLeases.RenewsByTaking.class, "renewing_keeps_a_lease_and_its_epoch"),
                caught(BrokenLeases.GivesBackForAnyone.class, "a_lease_that_is_given_back_is_free_at_once"),
                caught(BrokenLeases.NeverGivesBack.class, "a_lease_that_is_given_back_is_free_at_once"),
                caught(BrokenLeases.BelievesAnyClock.class, "a_lease_from_before_the_clock_was_set_back_is_free"),
                caught(
                        BrokenLeases.FreesWhenTheClockIsSetBack.class,
                        "the_holder_of_a_lease_keeps_it_when_the_clock_is_set_back"),
                caught(BrokenLeases.OneLeaseForAll.class, "each_read_model_has_a_lease_of_its_own"),
                caught(
                        BrokenLeases.TakesWithoutAnEpoch.class,
                        "taking_a_lease_fences_what_the_owner_before_has_in_flight"),
                caught(BrokenLeases.HidesLeases.class, "readers_see_who_holds_a_lease"),
                caught(
                        BrokenHalts.IgnoresHalts.class,
                        "a_pause_is_recorded_where_readers_see_it",
                        "a_log_that_is_another_one_is_recorded_where_readers_see_it"),
                caught(
                        BrokenHalts.ForgetsTheOtherLog.class,
                        "a_read_model_of_another_log_stays_so_until_it_is_told_to_run"),
                caught(
                        BrokenHalts.NeverRunsAgain.class,
                        "a_stopped_read_model_runs_again_after_the_next_batch",
                        "a_paused_read_model_runs_again_after_the_next_batch",
                        "whatever_halted_it_a_read_model_runs_again_when_told_to"),
                caught(
                        BrokenHalts.HaltsForAnyone.class,
                        "a_worker_of_another_epoch_neither_halts_a_read_model_nor_sets_it_going"),
                caught(
                        BrokenHalts.RunsForAnyone.class,
                        "a_worker_of_another_epoch_neither_halts_a_read_model_nor_sets_it_going"),
                caught(
                        BrokenIntents.ForgetsInACrash.class,
                        "a_halt_survives_a_crash",
                        "a_lease_survives_a_crash",
                        "what_is_wanted_survives_a_crash"),
                caught(BrokenIntents.KeepsNoNames.class, "what_is_wanted_is_found_as_it_was_written_down"),
                caught(BrokenIntents.LatestWishFirst.class, "what_is_not_dealt_with_yet_is_open_in_order"),
                caught(BrokenIntents.OverwritesReports.class, "the_first_report_stays"),
                caught(BrokenGenerations.LosesMarks.class, "a_read_model_that_has_passed_an_event_unseen_is_marked"),
                caught(
                        BrokenGenerations.MarksWhatHasNotComeSoFar.class,
                        "a_read_model_that_will_come_to_the_event_is_not_marked"),
                caught(
                        BrokenGenerations.MarksTheYoung.class,
                        "a_read_model_that_is_younger_than_the_finding_is_not_marked"),
                caught(BrokenGenerations.LastMarkWins.class, "the_first_mark_stays"),
                caught(
                        BrokenComparisons.CountsOnly.class,
                        "a_wrong_value_is_found_in_the_first_a_middle_and_the_last_row",
                        "a_key_of_several_parts_is_one_key",
                        "what_was_recomputed_is_compared_with_what_is_read"),
                caught(
                        BrokenComparisons.CountsNothing.class,
                        "equal_generations_are_counted_and_nothing_is_noted",
                        "what_cannot_be_set_against_each_other_is_counted"),
                caught(
                        BrokenComparisons.LosesTheFirstOfARange.class,
                        "a_missing_row_is_found_at_the_beginning_amid_and_at_the_end",
                        "an_extra_row_is_found_before_amid_and_beyond_those_of_the_other",
                        "the_size_of_a_range_does_not_matter"),
                caught(BrokenComparisons.PassesOverAnEmptySide.class, "rows_are_missing_beside_none_at_all"),
                caught(BrokenComparisons.GoesOnToTheEnd.class, "a_range_begins_after_a_key_and_may_end_at_one"),
                caught(
                        BrokenComparisons.ExpectsNothing.class,
                        "values_expected_to_differ_are_told_apart_from_others",
                        "rows_expected_on_one_side_only_are_told_apart_from_others",
                        "versions_are_compared_in_the_columns_that_they_share"),
                caught(
                        BrokenComparisons.TakesNothingAsDeclared.class,
                        "values_expected_to_differ_are_told_apart_from_others",
                        "rows_expected_on_one_side_only_are_told_apart_from_others"),
                caught(BrokenComparisons.TakesNullForEmpty.class, "null_is_not_empty_text"),
                caught(
                        BrokenComparisons.TakesNumbersByValue.class,
                        "values_differ_exactly_if_a_fold_can_tell_them_apart"),
                caught(
                        BrokenComparisons.TellsOneColumn.class,
                        "a_difference_tells_the_values_that_differ_and_of_a_lonely_row_all"),
                caught(BrokenComparisons.NamesAnotherColumn.class, "a_change_of_any_one_value_is_found"),
                caught(
                        BrokenSuspects.NotesNothingOfTheRight.class,
                        "a_key_that_changes_after_it_was_compared_is_noted_on_either_side"),
                caught(
                        BrokenSuspects.NotesNoDeletes.class,
                        "a_key_that_is_deleted_after_it_was_compared_is_noted_on_either_side"),
                caught(
                        BrokenSuspects.ForgetsWhatDiffers.class,
                        "what_has_become_equal_is_forgotten_and_what_differs_stays"),
                caught(
                        BrokenSuspects.NeverForgets.class,
                        "what_has_become_equal_is_forgotten_and_what_differs_stays",
                        "what_differs_only_as_declared_is_forgotten"),
                caught(BrokenSuspects.LooksAtAllAtOnce.class, "suspects_are_looked_at_in_order_a_few_at_a_time"),
                caught(BrokenSuspects.LosesWhatIsNotedMeanwhile.class, "a_key_noted_while_it_is_confirmed_is_not_lost"),
                caught(
                        BrokenSuspects.KeepsWhatIsToBeForgotten.class,
                        "nothing_is_noted_before_watching_begins_and_after_it_ends"),
                caught(
                        BrokenSuspects.IgnoresTheMeeting.class,
                        "a_row_from_beyond_a_meeting_is_not_called_different_there"),
                caught(BrokenSuspects.WatchesAnew.class, "watching_again_keeps_what_was_noted"),
                caught(
                        BrokenSuspects.OneListForAll.class,
                        "two_comparisons_of_one_read_model_have_suspects_of_their_own"),
                caught(BrokenRebuilds.BeginsWhereBlueStands.class, "a_rebuild_begins_with_an_empty_green_beside_blue"),
                caught(
                        BrokenRebuilds.PlansAnew.class,
                        "planning_again_finds_the_rebuild_that_is_open",
                        "a_race_to_plan_ends_with_one_rebuild_for_all"),
                caught(BrokenRebuilds.PlansOnce.class, "after_the_end_of_a_rebuild_another_can_be_planned"),
                caught(BrokenRebuilds.PlansInPieces.class, "a_plan_that_is_cut_off_anywhere_is_made_or_not"),
                caught(BrokenRebuilds.FeedsAtOnce.class, "green_is_not_fed_before_it_is_said_so"),
                caught(
                        BrokenRebuilds.FeedsWhatIsPaused.class,
                        "a_paused_rebuild_keeps_green_waiting_and_fences_what_it_has_in_flight"),
                caught(
                        BrokenRebuilds.MovesForAnyone.class,
                        "what_has_been_moved_by_another_is_not_moved_again",
                        "what_was_swapped_by_another_is_not_swapped_again"),
                caught(BrokenRebuilds.ForgetsComparisons.class, "what_a_comparison_came_to_is_kept"),
                caught(BrokenRebuilds.ServesTooEarly.class, "green_serves_readers_of_its_version_once_it_is_verified"),
                caught(
                        BrokenRebuilds.KeepsScratch.class,
                        "a_generation_to_recompute_into_is_nobodys_and_goes_when_it_was_used"),
                caught(
                        BrokenRebuilds.MeetsWhereTheNearerStands.class,
                        "two_generations_meet_where_the_further_one_stands"),
                caught(
                        BrokenRebuilds.MeetsNowhere.class,
                        "two_generations_meet_where_the_further_one_stands",
                        "a_batch_that_would_go_beyond_a_meeting_writes_nothing"),
                caught(BrokenRebuilds.MeetsForEver.class, "a_meeting_ends_by_itself"),
                caught(BrokenRebuilds.MeetsTwice.class, "two_meetings_exclude_each_other"),
                caught(BrokenRebuilds.NeverParts.class, "both_go_on_when_they_part"),
                caught(
                        BrokenReports.ReportsNothing.class,
                        "whatever_changes_a_rebuild_is_reported_with_it",
                        "swaps_and_what_takes_them_back_are_reported_with_it"),
                caught(BrokenReports.CarriesOutTwice.class, "what_was_reported_by_another_is_not_done_again"),
                caught(
                        BrokenReports.ReportsBeforehand.class,
                        "what_is_cut_off_anywhere_is_reported_exactly_if_it_was_done"),
                caught(
                        BrokenSwaps.SwapsInName.class,
                        "a_swap_makes_green_active_and_keeps_blue",
                        "a_swap_within_one_version_shows_readers_the_new_generation"),
                caught(
                        BrokenSwaps.SwapsAnything.class,
                        "a_swap_happens_while_both_stand_at_their_meeting",
                        "a_swap_of_what_cannot_be_compared_waits_until_green_is_not_behind",
                        "a_swap_is_refused_while_one_of_the_two_stands_still",
                        "a_swap_is_refused_if_rows_have_come_to_differ",
                        "a_swap_is_refused_if_nobody_has_noted_what_changes"),
                caught(BrokenSwaps.InsistsOnAMeeting.class, "a_swap_onto_a_new_timeline_waits_for_no_meeting"),
                caught(BrokenSwaps.SwapsOverParkedKeys.class, "a_swap_is_refused_while_green_has_parked_keys"),
                caught(
                        BrokenSwaps.SwapsInPieces.class,
                        "a_rebuild_that_is_cut_off_anywhere_is_as_it_was_or_as_it_is_to_be"),
                caught(BrokenSwaps.FencesNobody.class, "a_swap_fences_what_either_side_has_in_flight"),
                caught(BrokenSwaps.RollsBackInName.class, "a_rollback_makes_blue_active_again_until_the_next_swap"),
                caught(
                        BrokenSwaps.RollsBackAnyway.class,
                        "a_rollback_happens_once_blue_is_not_behind_and_to_a_blue_that_runs"),
                caught(
                        BrokenSwaps.RollsBackFromARunningGreenOnly.class,
                        "a_green_that_has_stopped_does_not_keep_blue_from_coming_back"),
                caught(
                        BrokenRebuilds.CountsNoRounds.class,
                        "of_two_comparisons_only_the_one_that_was_begun_last_moves_the_rebuild"),
                caught(
                        BrokenSwaps.DropsUnderReaders.class,
                        "blue_is_not_dropped_while_somebody_feeds_it_who_would_not_feed_green"),
                caught(
                        BrokenSwaps.ForgetsWhatIsWantedSince.class,
                        "blue_is_dropped_whoever_feeds_it_that_would_feed_green_too"),
                caught(
                        BrokenSwaps.DropsInName.class,
                        "after_a_swap_blue_is_what_is_dropped",
                        "before_a_swap_green_is_what_is_dropped"),
                caught(
                        BrokenAdoptions.AdoptsNothing.class,
                        "rows_of_keys_become_those_that_were_recomputed",
                        "an_adopted_row_keeps_every_value_and_goes_on_from_it"),
                caught(
                        BrokenAdoptions.KeepsRowsThatShouldNotBe.class,
                        "rows_of_keys_become_those_that_were_recomputed"),
                caught(BrokenAdoptions.AdoptsAll.class, "rows_of_other_keys_stay_as_they_are"),
                caught(
                        BrokenAdoptions.LetsBatchesSurvive.class,
                        "a_batch_that_was_begun_before_has_no_effect",
                        "nothing_is_adopted_from_another_position"),
                caught(BrokenAdoptions.AdoptsForAnyone.class, "nothing_is_adopted_in_another_epoch"),
                caught(BrokenAdoptions.AdoptsParkedKeys.class, "parked_keys_stay_as_they_are"),
                caught(BrokenAdoptions.AdoptsInPieces.class, "an_adoption_cut_off_anywhere_has_happened_or_has_not"),
                caught(BrokenAdoptions.KeepsBindings.class, "streams_are_bound_to_the_keys_as_was_recomputed"),
                caught(BrokenAdoptions.LeavesTombstones.class, "a_deleted_row_comes_back_if_it_was_recomputed"),
                caught(BrokenPicks.NotesOnlyWhatIsWatched.class, "keys_that_differ_are_noted_where_nothing_is_watched"),
                caught(BrokenPicks.NotesNoNames.class, "keys_are_noted_by_name_whatever_their_rows"),
                caught(
                        BrokenPicks.ComparesNoBindings.class,
                        "a_key_that_streams_are_bound_to_otherwise_differs_whatever_its_row"),
                caught(BrokenPicks.NeverTrustsAgain.class, "a_key_that_streams_are_bound_to_alike_by_now_is_forgotten"),
                caught(BrokenPicks.ComparesBindingsOfVersions.class, "streams_of_two_versions_may_be_bound_otherwise"),
                caught(BrokenPicks.DrawsAnew.class, "a_sample_is_the_same_for_the_same_seed_and_has_no_key_twice"),
                caught(BrokenPicks.DrawsTheFirst.class, "each_key_is_as_likely_to_be_drawn_as_any_other"),
                caught(BrokenPicks.DrawsWhatWasDeleted.class, "a_key_without_a_row_is_never_drawn"),
                caught(
                        BrokenPicks.RemembersTheFirst.class,
                        "the_last_reconcile_of_a_read_model_is_found_as_it_was_noted"),
                caught(BrokenPicks.ForgetsReconciles.class, "what_a_reconcile_came_to_survives_a_crash"));
    }

    @ParameterizedTest
    @MethodSource("broken_stores")
    void a_store_broken_on_purpose_fails_where_it_is_broken(Defect<TamperedStore> defect) {
        RUNS.assertCaught(defect);
    }

    @Test
    void an_honest_store_of_either_guarantee_passes() {
        RUNS.assertPassed(HonestAtomic.class);
        RUNS.assertPassed(HonestConvergent.class);
    }

    @Test
    void nothing_is_ever_skipped() {
        RUNS.assertNothingIsSkipped(HonestAtomic.class);
        RUNS.assertNothingIsSkipped(HonestConvergent.class);
    }

    @Test
    void every_test_of_the_contract_is_seen_to_fail() {
        RUNS.assertEveryTestIsSeenToFail(HonestAtomic.class, broken_stores());
    }
}
