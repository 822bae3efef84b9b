package io.readside.spring.web;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Ends the start of an application with a method that is {@link Gated} by a read model that does not exist. */
final class GateCheck implements SmartInitializingSingleton {

    private final Collection<RequestMappingHandlerMapping> mappings;
    private final GatedNames names;

    GateCheck(Collection<RequestMappingHandlerMapping> mappings, GatedNames names) {
        this.mappings = mappings;
        this.names = names;
    }

    @Override
    public void afterSingletonsInstantiated() {
        mappings.forEach(mapping -> mapping.getHandlerMethods().values().forEach(this::check));
    }

    private void check(HandlerMethod method) {
        GateInterceptor.gate(method).ifPresent(gate -> {
            Set<String> known = names.known();
            List<String> unknown = List.of(gate.value()).stream()
                    .filter(name -> !known.contains(name))
                    .toList();
            if (!unknown.isEmpty() || gate.value().length == 0) {
                throw new IllegalStateException(GateInterceptor.describe(method, gate) + ": "
                        + (unknown.isEmpty() ? "it names no read model" : "there is no read model " + unknown)
                        + ". Known: " + known + ". Declare the projection as a bean, or mend the name.");
            }
        });
    }
}
