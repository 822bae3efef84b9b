package io.readside.postgres.campaign;

import io.readside.eventlog.EventLog;
import io.readside.readstore.ReadStore;
import javax.sql.DataSource;

/** A mistake planted into a worker's parts, for the campaign to find. */
interface Defect {

    /** The parts as they are. */
    Defect NONE = new Defect() {};

    /** @param real of log, store or leases */
    default DataSource around(DataSource real) {
        return real;
    }

    default EventLog around(EventLog real) {
        return real;
    }

    /** @param dataSource the store's, without defect */
    default ReadStore around(ReadStore real, DataSource dataSource) {
        return real;
    }
}
