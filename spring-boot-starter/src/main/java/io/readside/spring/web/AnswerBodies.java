package io.readside.spring.web;

import io.readside.consistency.Answer;
import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Pending;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.ServerHttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What an {@link Answer} looks like over HTTP: status and headers are set on the response, the body is returned. */
final class AnswerBodies {

    static final String PARKED_KEYS = "Readside-Parked-Keys";
    static final String STALE = "Readside-Stale";
    static final String CONSISTENCY = "Readside-Consistency";

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final JsonMapper mapper;

    AnswerBodies(JsonMapper mapper) {
        this.mapper = mapper;
    }

    Object body(Answer<?> answer, ServerHttpResponse response) {
        if (answer instanceof Fresh<?> fresh) {
            return fresh(fresh, response);
        }
        return answer instanceof Pending<?> pending ? pending(pending, response) : parked((Parked<?>) answer, response);
    }

    private static Object fresh(Fresh<?> fresh, ServerHttpResponse response) {
        if (fresh.source() == Answer.Source.STREAM) {
            response.getHeaders().set(CONSISTENCY, "strong");
        }
        if (response.getHeaders().getCacheControl() == null) {
            response.getHeaders().setCacheControl(CacheControl.noCache()); // the token is not in the URL
        }
        if (fresh.value() instanceof Optional<?> row) {
            return row.<Object>map(value -> value).orElseGet(() -> absent(response));
        }
        if (fresh.parkedKeys() > 0) {
            response.getHeaders().set(PARKED_KEYS, Long.toString(fresh.parkedKeys()));
        }
        return fresh.value();
    }

    private static ProblemDetail absent(ServerHttpResponse response) {
        return problem(
                response,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.NOT_FOUND, "There is none of this key, as of the version that was asked for."));
    }

    private Object pending(Pending<?> pending, ServerHttpResponse response) {
        Optional<Object> stale = stale(pending.stale(), response);
        if (stale.isPresent()) {
            return stale.get();
        }
        notCached(response, HttpStatus.OK);
        response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds(pending.retryAfter())));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("consistencyPending", true);
        body.put("retryAfterMs", pending.retryAfter().toMillis());
        if (pending.stale().isPresent()) {
            body.put("stale", true);
        }
        return body;
    }

    private static long seconds(Duration retryAfter) {
        return retryAfter.plus(SECOND.minusNanos(1)).toSeconds();
    }

    private Object parked(Parked<?> parked, ServerHttpResponse response) {
        if (parked.stale().isPresent()) {
            return stale(parked.stale(), response).orElseGet(() -> {
                notCached(response, HttpStatus.OK);
                return Map.of("stale", true);
            });
        }
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE,
                "Asking again does not help: " + parked.reason() + " Add stale=true to see what there was before it.");
        problem.setType(URI.create("urn:readside:parked"));
        problem.setTitle("Parked");
        return problem(response, problem);
    }

    /** A row may be absent even in what is stale; what is no JSON object is marked by the header alone. */
    private Optional<Object> stale(Optional<?> old, ServerHttpResponse response) {
        Optional<?> present = old.flatMap(value -> value instanceof Optional<?> row ? row : Optional.of(value));
        if (old.isPresent()) {
            response.getHeaders().set(STALE, "true");
        }
        return present.map(value -> {
            notCached(response, HttpStatus.OK);
            JsonNode tree = mapper.valueToTree(value);
            return tree instanceof ObjectNode object ? object.put("stale", true) : tree;
        });
    }

    private static ProblemDetail problem(ServerHttpResponse response, ProblemDetail problem) {
        notCached(response, HttpStatus.valueOf(problem.getStatus()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return problem;
    }

    private static void notCached(ServerHttpResponse response, HttpStatus status) {
        response.setStatusCode(status);
        response.getHeaders().setCacheControl(CacheControl.noStore());
    }
}
