package io.readside.cli;

import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Json;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One event as a line of NDJSON: {@code stream}, {@code type}, {@code version}, {@code id}, {@code time}, {@code data},
 * {@code metadata}.
 *
 * @param data a JSON object that the log can hold, as it stands in the line or in other words for the same
 * @param metadata likewise
 * @param time when it happened; null: when it is appended
 */
record EventLine(
        StreamName stream,
        EventType type,
        UUID id,
        String data,
        String metadata,
        @Nullable Instant time) {

    private static final int STREAM = PlainLine.MEMBERS.indexOf("stream");
    private static final int TYPE = PlainLine.MEMBERS.indexOf("type");
    private static final int VERSION = PlainLine.MEMBERS.indexOf("version");
    private static final int ID = PlainLine.MEMBERS.indexOf("id");
    private static final int TIME = PlainLine.MEMBERS.indexOf("time");
    private static final int DATA = PlainLine.MEMBERS.indexOf("data");
    private static final int METADATA = PlainLine.MEMBERS.indexOf("metadata");

    private static final String NOTHING = "{}";
    private static final Pattern TEXT_PLACE = Pattern.compile("\\(line 1, ");

    /** @throws IllegalArgumentException saying what is wrong, and nothing of the payload */
    static EventLine parse(String text) {
        EventLine plain = plain(text);
        return plain != null ? plain : thorough(text);
    }

    /** Nearly all lines there are; null for one that may be wrong, or right in an unusual way. */
    private static @Nullable EventLine plain(String text) {
        PlainLine line = PlainLine.of(text);
        if (line == null) {
            return null;
        }
        String stream = line.string(STREAM);
        String type = line.string(TYPE);
        int version = line.has(VERSION) ? line.count(VERSION) : 1;
        String id = line.string(ID);
        String data = line.object(DATA);
        String metadata = line.has(METADATA) ? line.object(METADATA) : NOTHING;
        String time = line.string(TIME);
        if (stream == null || type == null || version < 1 || id == null || data == null || metadata == null) {
            return null;
        }
        if (!fits(data) || !fits(metadata) || (line.has(TIME) && time == null)) {
            return null;
        }
        StreamName name = new StreamName(stream);
        EventType stored = new EventType(type, version);
        Instant happened = time == null ? null : time(time);
        return new EventLine(name, stored, id(id), data, metadata, happened);
    }

    /** A character has three bytes at most, and what is stored has no more than what was read. */
    private static boolean fits(String json) {
        return json.length() <= EventData.MAX_DATA_BYTES / 3
                || json.getBytes(StandardCharsets.UTF_8).length <= EventData.MAX_DATA_BYTES;
    }

    /** Says of a bad line what is wrong with it. */
    static EventLine thorough(String text) {
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
                .filter(name -> !PlainLine.MEMBERS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("has an unknown member " + shown(name) + "; the members are "
                            + String.join(", ", PlainLine.MEMBERS));
                });
        StreamName stream = new StreamName(text(members, "stream"));
        EventType type = new EventType(text(members, "type"), version(members.get("version"), members));
        String data = payload(members, "data");
        String metadata = members.containsKey("metadata") ? payload(members, "metadata") : NOTHING;
        Instant time = members.containsKey("time") ? time(text(members, "time")) : null;
        EventData event = new EventData(id(text(members, "id")), type, data, metadata, time);
        return new EventLine(stream, type, event.id(), data, metadata, time);
    }

    /** Equal for the same event in the same words; says nothing of one in other words. */
    long digest() {
        return digest(new JsonDigest().add(data));
    }

    /** Equal where the log sees the same event: where stream, type, version and data are. */
    long digestOfMeaning() {
        JsonDigest meaning = new JsonDigest();
        meaning.add((Object) Json.readObject(data));
        return digest(meaning);
    }

    private long digest(JsonDigest ofData) {
        return ofData.add(stream.value()).add(type.name()).add(type.version()).value();
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

    private static String payload(Map<String, Object> members, String name) {
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
        return json;
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
        if (text.length() == 36) {
            boolean good = true;
            for (int i = 0; i < 36; i++) {
                char c = text.charAt(i);
                boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
                good &= dash ? c == '-' : c < 128 && Character.digit(c, 16) >= 0;
            }
            if (good) {
                return UUID.fromString(text);
            }
        }
        throw new IllegalArgumentException("has an \"id\" that is not a UUID");
    }

    private static Instant time(String text) {
        try {
            Instant plain = PlainTime.parse(text);
            if (plain != null) {
                return plain;
            }
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
