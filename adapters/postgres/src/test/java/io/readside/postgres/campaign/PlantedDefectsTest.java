package io.readside.postgres.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The campaign has teeth: each class of faults finds a defect, which does no harm while nothing fails, and which other
 * faults do not find.
 */
@Execution(ExecutionMode.CONCURRENT)
class PlantedDefectsTest {

    /** Any seed finds them; one that is written down finds them in the same way each time. */
    private static final long SEED = 20_260_101;

    enum Planted {
        CHECKPOINT_COMMITTED_BEFORE_ITS_ROWS(Defects::checkpointFirst, Cuts::atEachRoundTrip),
        RETRY_WITHOUT_A_LOOK_AT_THE_CHECKPOINT(StoreDefects::blindRetry, Cuts::withUnknownOutcome),
        CHECKPOINT_MOVED_FROM_ABOVE(Defects::comparisonWithAnyHigher, Cuts::ofNothingButTwoWorkers),
        NO_LIMIT_FOR_IDLE_TRANSACTIONS(Defects::noIdleLimit, (defect, seed) -> Silences.ofTheOwner(defect, seed, 2)),
        NO_NETWORK_TIMEOUT(Defects::noNetworkTimeout, Silences::ofOldConnections),
        SERIALIZATION_FAILURE_SWALLOWED(() -> passingOver("40001"), Refusals.everySeventhRow("40001")),
        DEADLOCK_SWALLOWED(() -> passingOver("40P01"), Refusals::deadlocks),
        BATCH_SKIPPED_ON_STATEMENT_TIMEOUT(() -> passingOver("57014"), Refusals.everySeventhRow("57014")),
        FULL_DISK_TAKEN_FOR_POISON(() -> takenForPoison("53100"), Refusals.outage("53100")),
        BACKEND_ENDED_TAKEN_FOR_POISON(() -> takenForPoison("57P01"), Refusals::killedBackends),
        EMPTY_POOL_ENDS_THE_WORKER(Defects::emptyPoolEndsTheWorker, Refusals::emptyPool),
        CHECKPOINT_NEVER_GOING_BACK(StoreDefects::checkpointNeverGoesBack, ServerFaults::restoredStore),
        LEASE_WITHOUT_END_BELIEVED(Defects::endlessLeases, Refusals::clockBack),
        EPOCH_NOT_MOVED_BY_A_LEASE(Defects::epochStays, Refusals::lateOwner),
        COMMIT_NOT_WAITING_FOR_THE_DISK(Defects::lazyCommits, ServerFaults::endsOfTheLog),
        ANCHOR_IGNORED(Defects::anchorIgnored, ServerFaults::lostTail),
        CHECKPOINT_OF_THE_PRIMARY_FOR_ROWS_OF_A_STANDBY(
                StoreDefects::checkpointOfThePrimary, ServerFaults::readsOfAStandby);

        private final Supplier<Defect> defect;
        private final Fault fault;

        Planted(Supplier<Defect> defect, Fault fault) {
            this.defect = defect;
            this.fault = fault;
        }

        private static Defect passingOver(String sqlState) {
            return StoreDefects.passingOver(StoreDefects.sqlState(sqlState));
        }

        private static Defect takenForPoison(String sqlState) {
            return StoreDefects.outageTakenForPoison(StoreDefects.sqlState(sqlState));
        }
    }

    /** Faults of the same class, and a defect that any look at the read model shows. */
    private static final Map<Planted, Set<Planted>> ALSO_FOUND_BY_THOSE_OF = Map.of(
            Planted.CHECKPOINT_COMMITTED_BEFORE_ITS_ROWS,
            EnumSet.allOf(Planted.class),
            Planted.RETRY_WITHOUT_A_LOOK_AT_THE_CHECKPOINT,
            EnumSet.of(Planted.CHECKPOINT_COMMITTED_BEFORE_ITS_ROWS),
            Planted.NO_LIMIT_FOR_IDLE_TRANSACTIONS,
            EnumSet.of(Planted.NO_NETWORK_TIMEOUT));

    static Stream<Arguments> strangers() {
        return Arrays.stream(Planted.values())
                .flatMap(planted -> Arrays.stream(Planted.values())
                        .filter(other -> other != planted)
                        .filter(other -> !ALSO_FOUND_BY_THOSE_OF
                                .getOrDefault(planted, Set.of())
                                .contains(other))
                        .map(other -> Arguments.of(planted, other)));
    }

    @ParameterizedTest
    @EnumSource
    void a_planted_defect_is_found_by_its_fault(Planted planted) {
        Throwable found = catchThrowable(() -> planted.fault.strike(planted.defect.get(), SEED));

        System.out.println(planted + ", seed " + SEED + ": " + found);
        assertThat(found).isInstanceOfAny(AssertionError.class, CompletionException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_planted_defect_does_no_harm_while_nothing_fails(Planted planted) throws Exception {
        Refusals.none(planted.defect.get(), SEED);
    }

    @ParameterizedTest
    @MethodSource("strangers")
    @Tag("campaign")
    void a_planted_defect_is_not_found_by_the_fault_of_another(Planted planted, Planted other) throws Exception {
        other.fault.strike(planted.defect.get(), SEED);
    }
}
