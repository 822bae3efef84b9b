package io.readside.postgres.campaign;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class SilencesTest {

    private final long seed = Seeds.next();

    @Test
    void an_owner_that_falls_silent_at_any_round_trip_has_a_successor_and_is_fenced() {
        Silences.ofTheOwnerAtEachRoundTrip(Defect.NONE, seed);
    }

    @Test
    void connections_that_fall_silent_are_given_up() {
        Silences.ofOldConnections(Defect.NONE, seed);
    }

    @Test
    void a_log_that_falls_silent_while_it_is_read_is_given_up() {
        Silences.ofTheLogWhileItIsRead(Defect.NONE, seed);
    }
}
