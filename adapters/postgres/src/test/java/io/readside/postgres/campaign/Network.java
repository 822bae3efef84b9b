package io.readside.postgres.campaign;

import io.readside.testkit.faults.Fate;
import io.readside.testkit.faults.Schedule;
import io.readside.testkit.faults.TcpProxy;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * The ways from one process to its databases, apart so that a fault can hit the one and spare the other.
 *
 * @param log for the log
 * @param store for batches and reads
 * @param leases for the one connection on which leases are held
 */
record Network(TcpProxy log, TcpProxy store, TcpProxy leases) implements AutoCloseable {

    static Network to(Site site) {
        int log = site.log().server().port();
        int store = site.store().server().port();
        return new Network(TcpProxy.to(log), TcpProxy.to(store), TcpProxy.to(store));
    }

    Stream<TcpProxy> all() {
        return Stream.of(log, store, leases);
    }

    /** Counts down with each cut that the schedule makes. */
    static Schedule counting(Schedule schedule, CountDownLatch cuts) {
        return chunk -> {
            Fate fate = schedule.of(chunk);
            if (fate instanceof Fate.Cut) {
                cuts.countDown();
            }
            return fate;
        };
    }

    /** As the end of the process looks to the servers: its connections end, and it makes no more. */
    void die() {
        all().forEach(TcpProxy::refuse);
        all().forEach(TcpProxy::cutAll);
    }

    void blackHole() {
        all().forEach(TcpProxy::blackHole);
    }

    void heal() {
        all().forEach(TcpProxy::heal);
    }

    @Override
    public void close() {
        all().forEach(TcpProxy::close);
    }
}
