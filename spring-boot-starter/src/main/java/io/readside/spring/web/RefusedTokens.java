package io.readside.spring.web;

import io.readside.event.InvalidToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Has a refused cookie forgotten, whoever then answers. */
final class RefusedTokens implements HandlerExceptionResolver, Ordered {

    private final RequestTokens tokens;

    RefusedTokens(RequestTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidToken) {
                tokens.forgetRefused(request, response);
            }
        }
        return null;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
