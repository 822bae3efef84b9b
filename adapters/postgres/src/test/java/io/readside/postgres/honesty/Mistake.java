package io.readside.postgres.honesty;

import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.projection.ReadModel;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Snapshot;
import io.readside.worker.WorkerListener;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A mistake that a gate could make, planted into the parts around it for the judge to find. */
interface Mistake {

    /** The parts as they are. */
    Mistake NONE = new Mistake() {};

    /** The log that workers read. */
    default EventLog log(EventLog real, DataSource database) {
        return real;
    }

    /** What workers do is heard by it. */
    default WorkerListener ear() {
        return WorkerListener.NONE;
    }

    /** What readers get instead of a snapshot. */
    default <T> Snapshot<T> vouched(Snapshot<T> real, List<? extends ReadModel> models, ReadStore store) {
        return real;
    }

    /** What the gate compares instead of the token. */
    default @Nullable VersionToken asked(@Nullable VersionToken token, EventLog log) {
        return token;
    }
}
