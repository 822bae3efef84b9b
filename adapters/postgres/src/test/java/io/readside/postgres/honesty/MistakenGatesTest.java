package io.readside.postgres.honesty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The judge has teeth: each gate that is broken on purpose is found, in a moment in which a sound one tells the truth. */
class MistakenGatesTest {

    private static final long SEED = 20_260_101;

    /** Of 5 000 answers some sixty are wrong where it is hardest to find. */
    private static final long READS = 4_000;

    private interface Moment {
        List<Told> in(Scene scene) throws Exception;
    }

    enum Planted {
        DATA_READ_BEFORE_THE_CHECKPOINT(Mistakes::dataBeforeCheckpoint, Moments::appliedBetweenLookAndAnswer),
        HIGHEST_SEEN_INSTEAD_OF_CONTIGUOUS(Mistakes::highestSeen, Moments::gap),
        CHECKPOINT_OF_BLUE_AFTER_A_SWAP(Mistakes::checkpointOfBlue, Moments::blueAhead),
        FILTERED_EVENTS_ANSWERED_AT_ONCE(Mistakes::filteredAtOnce, Moments::filteredEventLast),
        BOARD_TAKEN_FOR_THE_TRUTH(Mistakes::boardForTruth, Moments::appliedBetweenLookAndAnswer),
        BOARD_TAKEN_FOR_THE_TRUTH_AFTER_A_SWAP(Mistakes::boardForTruth, Moments::blueAhead);

        private final Supplier<Mistake> mistake;
        private final Moment moment;

        Planted(Supplier<Mistake> mistake, Moment moment) {
            this.mistake = mistake;
            this.moment = moment;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_gate_broken_on_purpose_is_found(Planted planted) throws Exception {
        Judge judge = judge(planted.mistake.get(), planted.moment);

        System.out.println(planted + ": " + judge.wrong());
        assertThat(judge.wrong()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_sound_gate_tells_the_truth_in_the_same_moment(Planted planted) throws Exception {
        Judge judge = judge(Mistake.NONE, planted.moment);

        assertThat(judge.wrong()).isEmpty();
        assertThat(judge.total()).isPositive();
    }

    /** Nothing is brought about here; one that only harms after a swap needs one. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*AFTER_A_SWAP")
    void sessions_that_write_and_read_at_random_find_it_too(Planted planted) throws Exception {
        History.Report report = History.undisturbed(planted.mistake.get(), SEED, READS);

        System.out.println(planted + ": wrong are " + report.judge().wrong().size() + " of "
                + report.judge().total() + " answers");
        assertThat(report.judge().wrong()).isNotEmpty();
    }

    private static Judge judge(Mistake mistake, Moment moment) throws Exception {
        try (Scene scene = Scene.begin(mistake)) {
            List<Told> told = moment.in(scene);
            return new Judge(Lives.of(scene.database())).hear(told);
        }
    }
}
