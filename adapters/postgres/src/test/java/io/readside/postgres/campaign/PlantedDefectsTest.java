package io.readside.postgres.campaign;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.readstore.StoreUnavailable;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The campaign has teeth: each class of faults finds a defect, which does no harm while nothing fails. */
@Execution(ExecutionMode.CONCURRENT)
class PlantedDefectsTest {

    /** Any seed finds them; one that is written down finds them in the same way each time. */
    private static final long SEED = 20_260_101;

    enum Planted {
        CHECKPOINT_COMMITTED_BEFORE_ITS_ROWS(Defects::checkpointFirst, Cuts::atEachRoundTrip),
        RETRY_WITHOUT_A_LOOK_AT_THE_CHECKPOINT(Defects::blindRetry, Cuts::withUnknownOutcome),
        CHECKPOINT_WITHOUT_COMPARE_AND_SET(Defects::noCompareAndSet, Cuts::ofNothingButTwoWorkers),
        NO_LIMIT_FOR_IDLE_TRANSACTIONS(Defects::noIdleLimit, (defect, seed) -> Silences.ofTheOwner(defect, seed, 2)),
        NO_NETWORK_TIMEOUT(Defects::noNetworkTimeout, Silences::ofOldConnections),
        SERIALIZATION_FAILURE_SWALLOWED(() -> passingOver("40001"), Refusals.everySeventhRow("40001")),
        DEADLOCK_SWALLOWED(() -> passingOver("40P01"), Refusals::deadlocks),
        BATCH_SKIPPED_ON_STATEMENT_TIMEOUT(() -> passingOver("57014"), Refusals.everySeventhRow("57014")),
        FULL_DISK_TAKEN_FOR_POISON(() -> takenForPoison("53100"), Refusals.outage("53100")),
        BROKEN_CONNECTION_TAKEN_FOR_POISON(
                () -> Defects.outageTakenForPoison(StoreUnavailable.class::isInstance), Refusals::killedBackends),
        LEASE_WITHOUT_END_BELIEVED(Defects::endlessLeases, Refusals::clockBack),
        EPOCH_NOT_MOVED_BY_A_LEASE(Defects::epochStays, Refusals::lateOwner),
        COMMIT_NOT_WAITING_FOR_THE_DISK(Defects::lazyCommits, ServerFaults::endsOfTheLog),
        ANCHOR_IGNORED(Defects::anchorIgnored, ServerFaults::lostTail),
        CHECKPOINT_OF_THE_PRIMARY_FOR_ROWS_OF_A_STANDBY(Defects::checkpointOfThePrimary, ServerFaults::readsOfAStandby);

        private final Supplier<Defect> defect;
        private final Fault fault;

        Planted(Supplier<Defect> defect, Fault fault) {
            this.defect = defect;
            this.fault = fault;
        }

        private static Defect passingOver(String sqlState) {
            return Defects.passingOver(Defects.sqlState(sqlState));
        }

        private static Defect takenForPoison(String sqlState) {
            return Defects.outageTakenForPoison(Defects.sqlState(sqlState));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_planted_defect_is_found_by_its_fault(Planted planted) {
        assertThatThrownBy(() -> planted.fault.strike(planted.defect.get(), SEED))
                .isInstanceOfAny(AssertionError.class, CompletionException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_planted_defect_does_no_harm_while_nothing_fails(Planted planted) throws Exception {
        Refusals.none(planted.defect.get(), SEED);
    }
}
