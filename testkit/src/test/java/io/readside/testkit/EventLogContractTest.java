package io.readside.testkit;

import static io.readside.testkit.Defect.caught;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contracts of log and subscription pass an honest log and fail each that is broken on purpose. */
class EventLogContractTest {

    private static final PlantedRuns<TamperedLog> RUNS =
            new PlantedRuns<>(PlantedContracts.OfLog.class, PlantedContracts.OfSubscription.class);

    static Stream<Defect<TamperedLog>> broken_logs() {
        return Stream.of(
                caught(BrokenAppends.DoesNothing.class, "an_append_returns_the_place_of_its_last_event"),
                caught(
                        BrokenReads.Gappy.class,
                        "reading_goes_through_all_events_in_order_page_by_page",
                        "who_catches_up_while_others_append_gets_every_event_once_and_in_order"),
                caught(
                        BrokenAppends.Forgetful.class,
                        "events_of_one_append_keep_their_order_without_gaps_in_the_stream",
                        "reading_goes_through_all_events_in_order_page_by_page"),
                caught(
                        BrokenReads.Reorders.class,
                        "reading_goes_through_all_events_in_order_page_by_page",
                        "who_catches_up_while_others_append_gets_every_event_once_and_in_order"),
                caught(
                        BrokenReads.Repeats.class,
                        "reading_goes_through_all_events_in_order_page_by_page",
                        "who_catches_up_while_others_append_gets_every_event_once_and_in_order"),
                caught(
                        BrokenReads.ScansOnlyWhatIsWanted.class,
                        "events_of_other_categories_are_scanned_over",
                        "foreign_events_move_the_place_on_without_being_returned"),
                caught(
                        BrokenAnchors.AnchorsWrong.class,
                        "what_a_page_has_scanned_is_anchored_in_the_last_event_there_wanted_or_not"),
                caught(
                        BrokenAnchors.NoticesNoRegress.class,
                        "a_checkpoint_from_another_log_is_refused",
                        "a_checkpoint_whose_event_is_another_now_is_refused",
                        "a_checkpoint_above_the_end_of_the_log_is_refused",
                        "a_checkpoint_of_a_timeline_that_the_log_has_not_come_to_is_refused",
                        "a_log_that_is_not_the_one_before_stops_it"),
                caught(
                        BrokenAnchors.RegressesWhereItHasNot.class,
                        "a_checkpoint_is_read_on_from_while_its_anchor_is_there"),
                caught(
                        BrokenReads.IgnoresBytes.class,
                        "a_page_ends_where_its_payloads_get_too_large_and_the_next_one_goes_on",
                        "a_piece_of_a_stream_ends_where_its_payloads_get_too_large",
                        "a_piece_is_bounded_by_the_bytes_of_its_payloads"),
                caught(
                        BrokenReads.TakesACutForTheEnd.class,
                        "wherever_a_page_is_cut_nothing_is_passed_over",
                        "a_page_ends_where_its_payloads_get_too_large_and_the_next_one_goes_on",
                        "a_piece_is_bounded_by_the_bytes_of_its_payloads"),
                caught(BrokenReads.FiltersNothing.class, "a_filter_lets_through_its_categories_only_and_in_order"),
                caught(
                        BrokenAppends.BelievesAnyVersion.class,
                        "a_stream_that_exists_is_not_created_again",
                        "another_version_than_expected_is_refused_and_nothing_is_appended",
                        "of_many_writers_that_expect_the_same_version_one_appends"),
                caught(
                        BrokenAppends.AppendsAgain.class,
                        "a_repeated_append_returns_the_first_result_whatever_version_is_expected",
                        "an_id_that_stands_for_another_event_is_a_conflict_and_nothing_is_appended",
                        "an_id_that_stands_twice_in_one_append_is_a_conflict",
                        "identical_appends_at_the_same_time_are_one"),
                caught(BrokenAppends.LosesRaces.class, "concurrent_appends_at_any_version_all_land"),
                caught(
                        BrokenAppends.KeepsHalfOfAnEvent.class,
                        "an_event_is_stored_as_it_was_given",
                        "times_are_kept_to_the_microsecond_and_an_absent_one_is_that_of_the_append"),
                caught(BrokenAppends.KnowsRepeatsByTheirText.class, "a_repeat_is_recognised_by_the_value_of_its_data"),
                caught(BrokenHeads.NeverWakes.class, "a_waiting_reader_is_woken_by_an_append"),
                caught(
                        BrokenHeads.AlwaysWakes.class,
                        "a_wait_ends_in_time_when_nothing_comes",
                        "an_empty_log_has_nothing_to_read"),
                caught(
                        BrokenAnchors.BeginsATimelineEachTime.class,
                        "a_timeline_begins_once_for_each_loss_and_stands_in_tokens_and_anchors"),
                caught(
                        BrokenAnchors.GivesTokensOfTheFirstTimeline.class,
                        "a_timeline_begins_once_for_each_loss_and_stands_in_tokens_and_anchors"),
                caught(BrokenAnchors.ChangesItsId.class, "a_log_keeps_its_id"),
                caught(
                        BrokenReads.BeginsEachStreamAtItsStart.class,
                        "a_stream_is_read_from_a_version_on_and_a_short_page_is_its_end"),
                caught(
                        BrokenReads.FindsByPositionInAnyOrder.class,
                        "events_are_read_by_their_positions_in_order_and_missing_ones_are_missing"),
                caught(
                        BrokenReads.FindsNothingByPosition.class,
                        "events_are_read_by_their_positions_in_order_and_missing_ones_are_missing"),
                caught(BrokenHeads.IsNeverBehind.class, "the_backlog_counts_what_lies_above_a_reader"),
                caught(BrokenHeads.NeverEmpty.class, "an_empty_log_has_nothing_to_read"),
                caught(BrokenHeads.CriesWolf.class, "appends_that_have_ended_hold_nobody_back_and_are_not_late"),
                caught(BrokenAppends.TakesEmptyAppends.class, "an_append_without_events_is_refused"),
                caught(BrokenAppends.TakesEveryCategory.class, "a_category_that_readside_keeps_for_itself_is_refused"),
                caught(
                        BrokenAppends.CountsFromOne.class,
                        "the_first_event_of_a_stream_has_version_zero_and_a_position_after_the_beginning"),
                caught(BrokenAppends.RefusesEverything.class, "an_event_is_stored_as_it_was_given"),
                caught(BrokenHeads.StaysOpen.class, "a_waiting_reader_returns_when_the_log_is_closed"),
                caught(BrokenReads.ReadsOnByItself.class, "its_place_moves_only_when_asked_to_and_back_as_well_as_on"),
                caught(BrokenHeads.WaitsAsItLikes.class, "who_is_up_to_date_waits_no_longer_than_it_wants_to"),
                caught(BrokenReads.RepeatsItsEnd.class, "a_reader_that_is_up_to_date_stays_where_it_is"));
    }

    @ParameterizedTest
    @MethodSource("broken_logs")
    void a_log_broken_on_purpose_fails_where_it_is_broken(Defect<TamperedLog> defect) {
        RUNS.assertCaught(defect);
    }

    @Test
    void an_honest_log_passes_and_nothing_is_skipped() {
        RUNS.assertPassed(TamperedLog.Honest.class);
        RUNS.assertNothingIsSkipped(TamperedLog.Honest.class);
    }

    @Test
    void every_test_of_the_contracts_is_seen_to_fail() {
        RUNS.assertEveryTestIsSeenToFail(TamperedLog.Honest.class, broken_logs());
    }
}
