package io.readside.spring.web;

import io.readside.consistency.Answer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Writes an {@link Answer} that a handler method has returned, by itself, in a future or in a {@code ResponseEntity}. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AnswerAdvice implements ResponseBodyAdvice<Object> {

    private final AnswerBodies bodies;

    AnswerAdvice(AnswerBodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
        return true; // of a method that returns Object only the value tells
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returnType,
            MediaType contentType,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        return body instanceof Answer<?> answer ? bodies.body(answer, response) : body;
    }

    /** What the gate in front of a method that is {@link Gated} has said. */
    @ExceptionHandler
    ResponseEntity<Answer<?>> notFresh(NotFresh e) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(e.answer());
    }
}
