package io.readside.testkit;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * Runs contracts on what is planted in them, and knows which of their tests have failed.
 *
 * @param <T> what the contracts are for
 */
final class PlantedRuns<T> {

    private final List<Class<?>> contracts;

    /** Each runs once, whoever asks first. */
    private final Map<Class<?>, Events> runs = new ConcurrentHashMap<>();

    PlantedRuns(Class<?>... contracts) {
        this.contracts = List.of(contracts);
    }

    void assertCaught(Defect<T> defect) {
        assertThat(failures(defect.planted())).containsAll(defect.caughtBy());
    }

    void assertPassed(Class<? extends T> honest) {
        assertThat(failures(honest)).isEmpty();
    }

    void assertNothingIsSkipped(Class<? extends T> honest) {
        Events tests = on(honest);

        assertThat(tests.skipped().count()).isZero();
        assertThat(tests.aborted().count()).isZero();
        assertThat(tests.succeeded().count()).isEqualTo(tests.started().count());
    }

    /** Each test that an honest one has run is failed by one of those that are broken. */
    void assertEveryTestIsSeenToFail(Class<? extends T> honest, Stream<Defect<T>> defects) {
        Set<String> seenToFail =
                defects.flatMap(defect -> failures(defect.planted()).stream()).collect(toCollection(TreeSet::new));

        assertThat(seenToFail).isEqualTo(names(on(honest).started()));
    }

    private Set<String> failures(Class<? extends T> planted) {
        return names(on(planted).failed());
    }

    private Events on(Class<? extends T> planted) {
        return runs.computeIfAbsent(planted, this::run);
    }

    private Events run(Class<?> planted) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(
                        contracts.stream().map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new))
                .configurationParameter(Planting.PLANTED, planted.getName())
                .execute()
                .testEvents();
    }

    private static Set<String> names(Events events) {
        return events.map(PlantedRuns::name).collect(toCollection(TreeSet::new));
    }

    private static String name(Event event) {
        return event.getTestDescriptor()
                .getSource()
                .map(MethodSource.class::cast)
                .orElseThrow()
                .getMethodName();
    }
}
