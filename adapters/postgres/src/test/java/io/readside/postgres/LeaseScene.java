package io.readside.postgres;

import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** The lease of the tallies. */
abstract class LeaseScene extends TallyScene {

    static final Set<GenerationId> WANTED = Set.of(ID);
    static final Duration TERM = Duration.ofSeconds(60);

    Leases leases;

    @BeforeEach
    void keep() {
        leases = store.leases();
    }

    Lease hold(String owner) {
        return leases.hold(owner, WANTED, TERM).stream().findFirst().orElseThrow();
    }

    /** Lets time pass for the lease. */
    void age(Duration by) throws SQLException {
        database.execute("update readside.lease set renewed_at = renewed_at - interval '" + by.toMillis()
                + " milliseconds', expires_at = expires_at - interval '" + by.toMillis() + " milliseconds'");
    }
}
