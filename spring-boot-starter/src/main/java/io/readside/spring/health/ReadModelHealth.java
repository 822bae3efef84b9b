package io.readside.spring.health;

import io.readside.monitor.Monitor;
import io.readside.monitor.ProjectionStatus;
import io.readside.readstore.Lease;
import io.readside.readstore.RunState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;

/**
 * How the read models of this application are. Down is what needs a person and may be answered wrongly until then: a read model
 * that has stopped at an event, or whose log is not the one that it was read from; and a database that cannot be reached, of which
 * nothing can be said. A lag, parked keys, a pause and a read model that nobody feeds are not down: readers are told Pending or
 * Parked, which is honest, and taking the service off its traffic would mend none of them.
 */
final class ReadModelHealth implements Supplier<Health> {

    private final Monitor monitor;
    private final Map<String, Integer> declared;

    /** @param declared names of read models and the versions that this application declares; others in the store are not told of */
    ReadModelHealth(Monitor monitor, Map<String, Integer> declared) {
        this.monitor = monitor;
        this.declared = new LinkedHashMap<>(declared);
    }

    @Override
    public Health get() {
        Map<String, ProjectionStatus> stored = new LinkedHashMap<>();
        monitor.status().forEach(status -> stored.put(status.name(), status));
        Health.Builder health = Health.up();
        declared.forEach((name, version) -> {
            ProjectionStatus status = stored.get(name);
            if (status == null) {
                health.withDetail(name, Map.of("state", "not created"));
                return;
            }
            health.withDetail(name, details(status, version));
            if (isDown(status.generation().state())) {
                health.down();
            }
        });
        return health.build();
    }

    private static boolean isDown(RunState state) {
        return state instanceof RunState.Stopped || state instanceof RunState.Regressed;
    }

    private static Map<String, Object> details(ProjectionStatus status, int declared) {
        Map<String, Object> details = new LinkedHashMap<>();
        Optional<Lease> lease = status.overview().lease().filter(Lease::isHeld);
        details.put("state", lease.isEmpty() && isRunning(status) ? "not fed" : status.state());
        reason(status.generation().state()).ifPresent(reason -> details.put("reason", reason));
        details.put("fedBy", lease.map(Lease::owner).orElse("nobody"));
        details.put("generation", status.generation().id().toString());
        details.put("version", status.generation().version());
        if (status.generation().version() != declared) {
            details.put("declaredVersion", declared);
        }
        details.put("position", status.generation().checkpoint().position().value());
        details.put("head", status.lag().head().value());
        details.put("lagEvents", status.lag().events());
        details.put("lagSeconds", status.lag().age().toMillis() / 1000.0);
        details.put("parkedKeys", status.generation().parkedKeys());
        if (status.overview().parkedEvents() > 0) {
            details.put("parkedEvents", status.overview().parkedEvents());
            details.put("parkedSeconds", status.overview().parkedAge().toMillis() / 1000.0);
        }
        return details;
    }

    private static boolean isRunning(ProjectionStatus status) {
        return status.generation().state() instanceof RunState.Running;
    }

    private static Optional<String> reason(RunState state) {
        if (state instanceof RunState.Stopped stopped) {
            return Optional.of("At position " + stopped.at() + ", " + stopped.event() + ": " + stopped.reason());
        }
        if (state instanceof RunState.Paused paused) {
            return Optional.of("By " + paused.by() + ", since " + paused.since());
        }
        return state instanceof RunState.Regressed regressed ? Optional.of(regressed.reason()) : Optional.empty();
    }
}
