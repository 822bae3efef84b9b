package io.readside.spring.web;

import io.readside.consistency.Answer;
import io.readside.consistency.JointRead;
import io.readside.event.Checkpoint;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Stands in front of methods that are {@link Gated}. */
final class GateInterceptor implements HandlerInterceptor {

    private final GatedNames names;
    private final GatedReadsArguments arguments;

    GateInterceptor(GatedNames names, GatedReadsArguments arguments) {
        this.names = names;
        this.arguments = arguments;
    }

    static Optional<Gated> gate(HandlerMethod method) {
        for (AnnotatedElement place : List.of(method.getMethod(), method.getBeanType())) {
            Gated found = AnnotatedElementUtils.findMergedAnnotation(place, Gated.class);
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws ServletRequestBindingException {
        if (handler instanceof HandlerMethod method && request.getDispatcherType() != DispatcherType.ASYNC) {
            Optional<Gated> gate = gate(method);
            if (gate.isPresent()) {
                ask(gate.get(), arguments.reads(request), response);
            }
        }
        return true;
    }

    /** All of them in one snapshot, so that one wait is enough. */
    private void ask(Gated gate, GatedReads reads, HttpServletResponse response) {
        JointRead read = null;
        for (String name : gate.value()) {
            read = read == null ? names.read(name, reads) : read.and(names.model(name));
        }
        if (read == null) {
            return;
        }
        Answer<Checkpoint> answer = read.checkpoint();
        if (answer instanceof Answer.Fresh<Checkpoint>) {
            return;
        }
        if (reads.orStale()) {
            response.setHeader(AnswerBodies.STALE, "true");
            return;
        }
        throw new NotFresh(answer);
    }

    /** For the message of a name that is not known. */
    static String describe(HandlerMethod method, Gated gate) {
        return method.getShortLogMessage() + ", @Gated" + Arrays.toString(gate.value());
    }
}
