package io.readside.projection;

import io.readside.event.Events;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether a declaration has said of every event, once, what it means. */
final class Coverage {

    private Coverage() {}

    static void require(
            String projection, Events<?> events, Set<Class<?>> handled, Set<Class<?>> ignored, Set<Class<?>> binding) {
        Set<? extends Class<?>> registered = events.classes();
        refuse(
                projection,
                "neither handled nor ignored",
                registered,
                type -> !handled.contains(type) && !ignored.contains(type));
        refuse(projection, "both handled and ignored", handled, ignored::contains);
        List<Class<?>> named =
                Stream.of(handled, ignored, binding).flatMap(Set::stream).toList();
        refuse(projection, "not registered in " + events, named, type -> !registered.contains(type));
    }

    private static void refuse(
            String projection, String what, Collection<? extends Class<?>> types, Predicate<Class<?>> wrong) {
        List<String> names = types.stream()
                .filter(wrong)
                .map(Class::getSimpleName)
                .distinct()
                .sorted()
                .toList();
        if (!names.isEmpty()) {
            throw problem(projection, what + ": " + String.join(", ", names));
        }
    }

    static IllegalArgumentException problem(String projection, String what) {
        return new IllegalArgumentException("Projection '" + projection + "': " + what + ".");
    }
}
