package io.readside.examples.orders.web;

import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Pending;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the two answers that are not fresh look like over HTTP; a fresh one is the value itself. */
@Component
public class Answers {

    private final JsonMapper mapper;

    Answers(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** A list, and how many keys of the read model lack an event that could not be applied to them. */
    public ObjectNode list(Object body, Fresh<?> fresh) {
        ObjectNode list = mapper.valueToTree(body);
        return list.put("parkedKeys", fresh.parkedKeys());
    }

    /** That it is not there yet; or, if it was asked for, an older value marked {@code "stale":true}. */
    public ObjectNode pending(Pending<?> pending) {
        return pending.stale().flatMap(Answers::present).map(this::stale).orElseGet(() -> {
            ObjectNode body = mapper.createObjectNode()
                    .put("consistencyPending", true)
                    .put("retryAfterMs", pending.retryAfter().toMillis());
            return pending.stale().isPresent() ? body.put("stale", true) : body;
        });
    }

    /**
     * As {@link #pending}, for what will not come by itself.
     *
     * @throws ReadModelParked answered 503, if an older value was not asked for
     */
    public ObjectNode parked(Parked<?> parked) {
        return parked.stale()
                .map(old -> present(old)
                        .map(this::stale)
                        .orElseGet(() -> mapper.createObjectNode().put("stale", true)))
                .orElseThrow(() -> new ReadModelParked(parked.reason()));
    }

    /** A row may be absent even in what is stale. */
    private static Optional<Object> present(Object value) {
        return value instanceof Optional<?> row ? row.map(Function.identity()) : Optional.of(value);
    }

    private ObjectNode stale(Object value) {
        ObjectNode body = mapper.valueToTree(value);
        return body.put("stale", true);
    }
}
