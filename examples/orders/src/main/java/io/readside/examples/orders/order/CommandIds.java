package io.readside.examples.orders.order;

import io.readside.command.CommandId;
import io.readside.examples.orders.web.Check;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What a client's {@code Idempotency-Key} means: within one path, the same key stands for the same body. */
@Component
class CommandIds {

    static final String HEADER = "Idempotency-Key";
    private static final int MAX_KEY_LENGTH = 200;

    private final JsonMapper mapper;

    CommandIds(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** The id of a new order; the same for the same key, so that a retry finds the order of the first attempt. */
    String newOrderId(@Nullable String key) {
        UUID id = key == null
                ? UUID.randomUUID()
                : UUID.nameUUIDFromBytes(("/orders\n" + checked(key)).getBytes(StandardCharsets.UTF_8));
        return id.toString();
    }

    /** @return null without a key: then each request is a command of its own */
    @Nullable
    CommandId of(String path, @Nullable String key, Object body) {
        return key == null ? null : new CommandId(path, checked(key), fingerprint(body));
    }

    private static String checked(String key) {
        return Check.text(HEADER, key, MAX_KEY_LENGTH);
    }

    private String fingerprint(Object body) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(mapper.writeValueAsBytes(body)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
