package io.readside.spring.web;

import io.readside.event.InvalidToken;
import io.readside.event.VersionToken;
import io.readside.spring.ReadsideProperties.Token;
import io.readside.spring.TokenListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The version token of a request. What the request's thread appends is answered at once in a header and a cookie, and the
 * caller's next request brings it back in either, or as {@code ?after=}. Work that a request hands to other threads is not seen:
 * tell {@link #written} of its token, in the request's thread.
 */
public final class RequestTokens implements TokenListener {

    /** The query parameter that brings a token. */
    public static final String PARAMETER = "after";

    private static final Logger LOG = LoggerFactory.getLogger(RequestTokens.class);
    private static final String WRITTEN = RequestTokens.class.getName() + ".written";

    private final Token settings;

    RequestTokens(Token settings) {
        this.settings = settings;
    }

    /**
     * What the caller has seen or written, and what this request has written so far: the pointwise maximum.
     *
     * @return empty if the request brought none and has written nothing
     * @throws InvalidToken if one of them cannot be read
     */
    public Optional<VersionToken> of(HttpServletRequest request) {
        return Stream.of(
                        broughtOpenly(request),
                        cookie(request).map(VersionToken::parse).stream(),
                        Optional.ofNullable(writtenIn(request)).stream())
                .flatMap(tokens -> tokens)
                .reduce(VersionToken::merge);
    }

    private Stream<VersionToken> broughtOpenly(HttpServletRequest request) {
        String[] parameters = request.getParameterValues(PARAMETER);
        List<String> headers = settings.header().enabled()
                ? Collections.list(request.getHeaders(settings.header().name()))
                : List.of();
        return Stream.concat(parameters == null ? Stream.empty() : Arrays.stream(parameters), headers.stream())
                .map(VersionToken::parse);
    }

    private Optional<String> cookie(HttpServletRequest request) {
        if (!settings.cookie().enabled() || request.getCookies() == null) {
            return Optional.empty();
        }
        return Arrays.stream(request.getCookies())
                .filter(cookie -> cookie.getName().equals(settings.cookie().name()))
                .map(Cookie::getValue)
                .map(RequestTokens::unquoted)
                .findFirst();
    }

    /** Clients such as the JDK's take {@code version=} in a cookie's name for the old form of cookies, which has quotes. */
    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private static @Nullable VersionToken writtenIn(HttpServletRequest request) {
        return (VersionToken) request.getAttribute(WRITTEN);
    }

    /**
     * Puts a token into the response of the current thread's request; outside of a request, or once the response has begun, it
     * does nothing. Appends and commands through Readside call it by themselves. It is for others, such as events that SQL has
     * appended.
     */
    @Override
    public void written(VersionToken token) {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current)) {
            return;
        }
        HttpServletRequest request = current.getRequest();
        HttpServletResponse response = current.getResponse();
        if (response == null || response.isCommitted()) {
            LOG.debug("Token {} does not travel: the response of this request has begun.", token);
            return;
        }
        VersionToken earlier = writtenIn(request);
        VersionToken written = earlier == null ? token : earlier.merge(token);
        request.setAttribute(WRITTEN, written);
        if (settings.header().enabled()) {
            response.setHeader(settings.header().name(), written.toString());
        }
        if (settings.cookie().enabled()) {
            VersionToken kept = readableCookie(request).map(written::merge).orElse(written);
            setCookie(response, cookie(kept.toString(), request).build());
        }
    }

    private Optional<VersionToken> readableCookie(HttpServletRequest request) {
        try {
            return cookie(request).map(VersionToken::parse);
        } catch (InvalidToken replaced) {
            return Optional.empty();
        }
    }

    /**
     * Has the caller forget its cookie, if the cookie may be why a token was refused: the next request then works. In its place
     * comes a token that was brought openly, if there is a lower one. A cookie beside a bad token of another origin is kept.
     */
    void forgetRefused(HttpServletRequest request, HttpServletResponse response) {
        if (cookie(request).isPresent() && !response.isCommitted() && isSuspect(request)) {
            Optional<VersionToken> open = broughtOpenly(request).reduce(VersionToken::merge);
            setCookie(
                    response,
                    open.map(token -> cookie(token.toString(), request))
                            .orElseGet(() -> cookie("", request).maxAge(0))
                            .build());
        }
    }

    private boolean isSuspect(HttpServletRequest request) {
        Optional<VersionToken> cookie = readableCookie(request);
        try {
            return broughtOpenly(request)
                    .reduce(VersionToken::merge)
                    .flatMap(open -> cookie.map(kept -> !open.merge(kept).equals(open)))
                    .orElse(true);
        } catch (InvalidToken culprit) {
            return false;
        }
    }

    private ResponseCookie.ResponseCookieBuilder cookie(String value, HttpServletRequest request) {
        return ResponseCookie.from(settings.cookie().name(), value)
                .path("/")
                .httpOnly(true)
                .sameSite("Lax")
                .secure(request.isSecure());
    }

    /** A response names a cookie once. */
    private void setCookie(HttpServletResponse response, ResponseCookie cookie) {
        String begin = settings.cookie().name() + "=";
        List<String> others = response.getHeaders(HttpHeaders.SET_COOKIE).stream()
                .filter(Objects::nonNull)
                .filter(other -> !other.startsWith(begin))
                .toList();
        response.setHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        others.forEach(other -> response.addHeader(HttpHeaders.SET_COOKIE, other));
    }
}
