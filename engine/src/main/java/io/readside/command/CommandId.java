package io.readside.command;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names one command of a client, so that sending it twice has one effect: the ids of its events are derived from it.
 *
 * @param scope what the key is unique in, for example the path of the endpoint
 * @param key chosen by the client
 * @param fingerprint of what was asked for; the same key with another one is refused
 */
public record CommandId(String scope, String key, String fingerprint) {

    /** Where an event's metadata keeps the fingerprint. */
    static final String FINGERPRINT = "commandFingerprint";

    /** The id of the event at an index of what the command decides. */
    public UUID eventId(int index) {
        return UUID.nameUUIDFromBytes((scope + '\n' + key + '\n' + index).getBytes(StandardCharsets.UTF_8));
    }
}
