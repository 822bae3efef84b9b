package io.readside.spring;

import io.readside.projection.Projection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Of several versions of a projection that are beans, the newest is run, and the others by what it replaces. */
public final class DeclaredVersions {

    private DeclaredVersions() {}

    /**
     * The newest of each name, in the order of the beans.
     *
     * @throws IllegalStateException if a bean is an earlier version that the newest one does not replace
     */
    public static List<Projection<?>> newest(Stream<Projection<?>> beans) {
        Map<String, List<Projection<?>>> byName = new LinkedHashMap<>();
        beans.forEach(bean ->
                byName.computeIfAbsent(bean.name(), name -> new ArrayList<>()).add(bean));
        return byName.values().stream()
                .<Projection<?>>map(DeclaredVersions::newestOf)
                .toList();
    }

    private static Projection<?> newestOf(List<Projection<?>> versions) {
        Projection<?> newest = versions.stream()
                .reduce((one, other) -> other.version() > one.version() ? other : one)
                .orElseThrow();
        for (Projection<?> version : versions) {
            if (newest.ofVersion(version.version()).filter(version::equals).isEmpty()) {
                throw new IllegalStateException("The beans declare " + versions + ", and "
                        + (newest.version() == version.version()
                                ? "that is one version twice. Leave one of them out."
                                : "version " + newest.version() + " does not replace the bean of version "
                                        + version.version()
                                        + ". Say .replaces(…) with that very projection, or remove its"
                                        + " bean."));
            }
        }
        return newest;
    }
}
