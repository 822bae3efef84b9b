package io.readside.cli;

import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Json;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One event as a line of NDJSON: {@code stream}, {@code type}, {@code version}, {@code id}, {@code time}, {@code data},
 * {@code metadata}.
 *
 * @param digest of what makes an event the same for the log: stream, type, version and data
 */
record EventLine(StreamName stream, EventData event, long digest) {

    private static final Set<String> MEMBERS = Set.of("stream", "type", "version", "id", "time", "data", "metadata");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    private static final Pattern TEXT_PLACE = Pattern.compile("\\(line 1, ");

    /** @throws IllegalArgumentException saying what is wrong, and nothing of the payload */
    static EventLine parse(String text) {
        if (!text.stripLeading().startsWith("{")) {
            throw new IllegalArgumentException("is not a JSON object");
        }
        Map<String, Object> members;
        try {
            members = Json.readObject(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    TEXT_PLACE.matcher(String.valueOf(e.getMessage())).replaceAll("("), e);
        }
        members.keySet().stream()
                .filter(name -> !MEMBERS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("has an unknown member " + shown(name)
                            + "; the members are stream, type, version, id, time, data, metadata");
                });
        StreamName stream = new StreamName(text(members, "stream"));
        EventType type = new EventType(text(members, "type"), version(members.get("version"), members));
        Payload data = payload(members, "data");
        Payload metadata = members.containsKey("metadata") ? payload(members, "metadata") : Payload.EMPTY;
        Instant time = members.containsKey("time") ? time(text(members, "time")) : null;
        EventData event = new EventData(id(text(members, "id")), type, data.json(), metadata.json(), time);
        long digest = new JsonDigest()
                .add(stream.value())
                .add(type.name())
                .add(type.version())
                .add(data.digest())
                .value();
        return new EventLine(stream, event, digest);
    }

    /** The line of an event, without its end. */
    static String of(StoredEvent event) {
        String line = line(event, event.data(), event.metadata());
        if (line.length() <= LineReader.MAX_BYTES / 4) {
            return line;
        }
        // PostgreSQL prints spaces that the writer did not send; with them a large event might not be read back
        return line(event, Json.write(Json.readObject(event.data())), Json.write(Json.readObject(event.metadata())));
    }

    private static String line(StoredEvent event, String data, String metadata) {
        return "{\"stream\":" + Json.write(event.stream().value()) + ",\"type\":"
                + Json.write(event.type().name()) + ",\"version\":"
                + event.type().version() + ",\"id\":\"" + event.id()
                + "\",\"time\":\"" + event.occurredAt() + "\",\"data\":" + data + ",\"metadata\":" + metadata + "}";
    }

    private record Payload(String json, long digest) {

        static final Payload EMPTY = new Payload("{}", 0);
    }

    private static Payload payload(Map<String, Object> members, String name) {
        if (!(members.get(name) instanceof Map<?, ?> object)) {
            throw new IllegalArgumentException("has no JSON object as \"" + name + "\"");
        }
        JsonDigest digest = new JsonDigest();
        try {
            digest.add(object);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has in \"" + name + "\" " + e.getMessage(), e);
        }
        // before they are written out: three digits of exponent stand for hundreds
        String json = digest.growth() > EventData.MAX_DATA_BYTES ? "" : Json.write(object);
        if (json.isEmpty() || json.length() > EventData.MAX_DATA_BYTES) {
            throw new IllegalArgumentException("has more than " + EventData.MAX_DATA_BYTES + " bytes of \"" + name
                    + "\"; store large content elsewhere and append a reference to it");
        }
        return new Payload(json, digest.value());
    }

    private static String text(Map<String, Object> members, String name) {
        if (!(members.get(name) instanceof String text)) {
            throw new IllegalArgumentException("has no text as \"" + name + "\"");
        }
        return text;
    }

    private static int version(@Nullable Object value, Map<String, Object> members) {
        if (!members.containsKey("version")) {
            return 1;
        }
        if (!(value instanceof Integer version) || version < 1) {
            throw new IllegalArgumentException("has a \"version\" that is not an integer from 1 to 2147483647");
        }
        return version;
    }

    private static UUID id(String text) {
        if (!UUID_FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("has an \"id\" that is not a UUID");
        }
        return UUID.fromString(text.toLowerCase(Locale.ROOT));
    }

    private static Instant time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return time.toInstant();
            }
        } catch (DateTimeException e) {
            // below
        }
        throw new IllegalArgumentException("has a \"time\" that is not like 2026-11-23T10:02:11.123456Z");
    }

    /** A name of the writer's, cut, so that a message stays a line. */
    private static String shown(String name) {
        return Json.write(name.length() <= 40 ? name : name.substring(0, 40) + "…");
    }
}
