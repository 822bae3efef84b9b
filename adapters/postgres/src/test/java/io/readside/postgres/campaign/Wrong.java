package io.readside.postgres.campaign;

import io.readside.postgres.support.Intercepted;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.ReadStore;
import java.time.Duration;
import java.util.List;

/** What is wrong with a process that no network and no server brings about. */
final class Wrong {

    private Wrong() {}

    /** It believes to hold every lease, whoever does. */
    static ReadStore leasesThatAreEverybodys(ReadStore real) {
        Leases leases = Intercepted.around(Leases.class, real.leases(), (method, arguments, call) -> {
            Object answer = call.run();
            return method.getName().equals("hold") ? mine((List<?>) answer) : answer;
        });
        return Intercepted.around(
                ReadStore.class,
                real,
                (method, arguments, call) -> method.getName().equals("leases") ? leases : call.run());
    }

    private static List<Lease> mine(List<?> leases) {
        return leases.stream()
                .map(Lease.class::cast)
                .map(lease -> new Lease(
                        lease.generation(), lease.owner(), true, lease.epoch(), lease.since(), Duration.ofSeconds(1)))
                .toList();
    }
}
