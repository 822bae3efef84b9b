package io.readside.postgres.campaign;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.eventlog.EventLog;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.projection.Projection;
import io.readside.readstore.ReadStore;
import io.readside.testkit.orders.Orders;
import io.readside.worker.WorkerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** One process that feeds read models, in this JVM, with a network and pools of its own. */
final class Worker implements AutoCloseable {

    static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

    /** The ledger, and one read model for each way in which an event finds its keys. */
    static final List<Projection<?>> ALL = Stream.<Projection<?>>concat(
                    Stream.of(Ledger.LEDGER), Orders.PROJECTIONS.stream())
            .toList();

    private final Network network;
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final HikariDataSource storePool;
    private final Readside readside;

    private Worker(Site site, Plan plan) {
        network = Network.to(site);
        HikariDataSource logPool = pool(site.log(), network.log().port(), plan.connections);
        storePool = pool(site.store(), network.store().port(), plan.connections);
        // not pooled: it is one connection, and a pool that has failed to connect pauses for seconds
        DataSource leases = site.store()
                .server()
                .dataSource(site.store().database(), network.leases().port());
        EventLog log = plan.defect.around(PostgresLog.builder(plan.readsOfTheLog.around(plan.defect.around(logPool)))
                .readTimeout(READ_TIMEOUT)
                .open());
        ReadStore store = PostgresReadStore.builder(plan.steps.around(plan.defect.around(storePool)))
                .leaseDataSource(plan.defect.around(leases))
                .statementTimeout(STATEMENT_TIMEOUT)
                .build();
        Readside.Builder builder = Readside.on(log, plan.fault.apply(plan.defect.around(store, storePool)))
                .leaseTerm(plan.leaseTerm)
                .listener(plan.listener);
        plan.projections.forEach(builder::project);
        try {
            readside = builder.start();
        } catch (RuntimeException refused) {
            pools.forEach(HikariDataSource::close);
            network.close();
            throw refused;
        }
    }

    private HikariDataSource pool(Site.Place place, int through, int connections) {
        HikariDataSource pool = place.server().pool(place.database(), through, connections);
        pools.add(pool);
        return pool;
    }

    /** What differs from the usual. */
    static final class Plan {

        private Defect defect = Defect.NONE;
        private UnaryOperator<ReadStore> fault = UnaryOperator.identity();
        private Steps steps = new Steps();
        private LogReads readsOfTheLog = new LogReads();
        private List<Projection<?>> projections = ALL;
        private Duration leaseTerm = Duration.ofSeconds(1);
        private WorkerListener listener = WorkerListener.NONE;
        private int connections = 12;

        Plan with(Defect planted) {
            defect = planted;
            return this;
        }

        /** A fault that no network brings about. */
        Plan under(UnaryOperator<ReadStore> wrong) {
            fault = wrong;
            return this;
        }

        /** Lets its batches be interrupted at a chosen place. */
        Plan steps(Steps ofBatches) {
            steps = ofBatches;
            return this;
        }

        /** Lets its reads of the log be interrupted. */
        Plan readsOfTheLog(LogReads reads) {
            readsOfTheLog = reads;
            return this;
        }

        Plan of(List<Projection<?>> only) {
            projections = only;
            return this;
        }

        Plan leaseTerm(Duration term) {
            leaseTerm = term;
            return this;
        }

        Plan listener(WorkerListener hears) {
            listener = hears;
            return this;
        }

        Plan connections(int most) {
            connections = most;
            return this;
        }

        Worker start(Site site) {
            return new Worker(site, this);
        }
    }

    static Plan plan() {
        return new Plan();
    }

    Network network() {
        return network;
    }

    Readside readside() {
        return readside;
    }

    /** The pool that batches and reads share. */
    HikariDataSource storePool() {
        return storePool;
    }

    @Override
    public void close() {
        readside.close();
        pools.forEach(HikariDataSource::close);
        network.close();
    }
}
