package io.readside.spring.web;

import io.readside.Readside;
import io.readside.event.VersionToken;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Hands {@link GatedReads} to handler methods, and the request's token to those that take a {@link VersionToken} without saying
 * from where; one that is annotated, with {@code @RequestParam} say, is converted as ever.
 */
final class GatedReadsArguments implements HandlerMethodArgumentResolver {

    static final String STALE = "stale";

    private final Readside readside;
    private final RequestTokens tokens;
    private final Duration wait;

    GatedReadsArguments(Readside readside, RequestTokens tokens, Duration wait) {
        this.readside = readside;
        this.tokens = tokens;
        this.wait = wait;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == GatedReads.class
                || parameter.nestedIfOptional().getNestedParameterType() == VersionToken.class;
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders)
            throws ServletRequestBindingException {
        HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
        if (http == null) {
            throw new IllegalStateException(parameter + " is for handlers of servlet requests.");
        }
        if (parameter.getParameterType() == GatedReads.class) {
            return reads(http);
        }
        Optional<VersionToken> token = tokens.of(http);
        return parameter.isOptional() && parameter.getParameterType() == Optional.class ? token : token.orElse(null);
    }

    GatedReads reads(HttpServletRequest request) throws ServletRequestBindingException {
        return new GatedReads(readside, tokens.of(request).orElse(null), wait, isStaleWanted(request));
    }

    private static boolean isStaleWanted(HttpServletRequest request) throws ServletRequestBindingException {
        String wanted = request.getParameter(STALE);
        if (wanted == null || wanted.equals("true") || wanted.equals("false")) {
            return "true".equals(wanted);
        }
        ServletRequestBindingException neither =
                new ServletRequestBindingException(STALE + " is true or false; the request says neither.");
        neither.getBody().setDetail(neither.getMessage());
        throw neither;
    }
}
