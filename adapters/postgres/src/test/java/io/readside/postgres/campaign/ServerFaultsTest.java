package io.readside.postgres.campaign;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ServerFaultsTest {

    private final long seed = Seeds.next();

    @Test
    void a_log_whose_server_is_killed_or_stopped_under_load_keeps_what_it_has_acknowledged() throws Exception {
        ServerFaults.endsOfTheLog(Defect.NONE, seed);
    }

    @Test
    void a_read_store_whose_server_is_killed_or_stopped_under_load_loses_doubles_and_tears_nothing() throws Exception {
        ServerFaults.endsOfTheStore(Defect.NONE, seed);
    }

    @Test
    void a_read_store_restored_from_a_backup_converges() {
        ServerFaults.restoredStore(Defect.NONE, seed);
    }

    @Test
    void a_log_that_fails_over_with_a_lost_tail_stops_the_read_models_that_had_seen_it() {
        ServerFaults.lostTail(Defect.NONE, seed);
    }

    @Test
    void a_standby_vouches_for_no_more_than_it_shows() {
        ServerFaults.readsOfAStandby(Defect.NONE, seed);
    }
}
