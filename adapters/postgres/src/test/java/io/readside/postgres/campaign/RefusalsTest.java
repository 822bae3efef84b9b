package io.readside.postgres.campaign;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class RefusalsTest {

    private final long seed = Seeds.next();

    /** Disk full, too many connections, read-only as a standby is. */
    @ParameterizedTest
    @ValueSource(strings = {"53100", "53300", "25006"})
    void an_outage_is_waited_for(String sqlState) throws Exception {
        Refusals.outage(sqlState).strike(Defect.NONE, seed);
    }

    /** Serialization failure, deadlock, statement timeout, lock timeout. */
    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "57014", "55P03"})
    void a_batch_that_fails_in_a_way_that_passes_is_applied_once(String sqlState) throws Exception {
        Refusals.everySeventhRow(sqlState).strike(Defect.NONE, seed);
    }

    @Test
    void a_batch_that_is_the_victim_of_a_deadlock_is_applied_once() throws Exception {
        Refusals.deadlocks(Defect.NONE, seed);
    }

    @Test
    void backends_killed_every_50_ms_lose_double_and_tear_nothing() throws Exception {
        Refusals.killedBackends(Defect.NONE, seed);
    }

    @Test
    void a_worker_waits_for_a_pool_that_others_have_emptied() throws Exception {
        Refusals.emptyPool(Defect.NONE, seed);
    }

    @Test
    void a_lease_that_seems_to_last_for_days_is_taken() {
        Refusals.clockBack(Defect.NONE, seed);
    }

    @Test
    void a_clock_that_jumps_a_day_back_and_forth_loses_doubles_and_tears_nothing() throws Exception {
        Refusals.clockJumps(Defect.NONE, seed);
    }

    @Test
    void an_owner_whose_lease_was_taken_cannot_move_the_checkpoint_that_it_has_left() {
        Refusals.lateOwner(Defect.NONE, seed);
    }

    @Test
    @Tag("debian")
    void a_worker_waits_for_room_on_a_disk_that_is_full() {
        Refusals.fullDisk(Defect.NONE, seed);
    }
}
