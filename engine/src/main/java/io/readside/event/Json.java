package io.readside.event;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one place where JSON becomes values and values become JSON; the library that does it never shows. No class is ever
 * chosen by what stands in the data.
 */
public final class Json {

    /** A number that went in as {@code 1e2000} comes back with all its digits; the longest is that of a store's decimals. */
    private static final int MOST_CHARACTERS_OF_A_NUMBER = 150_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(MOST_CHARACTERS_OF_A_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addModule(new SimpleModule().addDeserializer(Instant.class, new MomentDeserializer()))
            .build();

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /** Of few types: those that somebody has named in code. */
    private static final Map<Type, ObjectReader> READERS = new ConcurrentHashMap<>();

    private static final String EMPTY_OBJECT = "{}";

    private Json() {}

    private static ObjectReader reader(Type type) {
        return MAPPER.readerFor(MAPPER.getTypeFactory().constructType(type));
    }

    /** @throws IllegalArgumentException if the value has no JSON form */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(value.getClass().getName() + " has no JSON form: " + why(e));
        }
    }

    /** As {@link #read(String, Type)}, for a class. */
    public static <T> T read(String json, Class<T> type) {
        return type.cast(read(json, (Type) type));
    }

    /** @throws IllegalArgumentException if the text is not JSON, is {@code null}, or does not fit the type */
    public static Object read(String json, Type type) {
        try {
            Object value = READERS.computeIfAbsent(type, Json::reader).readValue(json);
            if (value == null) {
                throw new IllegalArgumentException("is null, not " + type.getTypeName());
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("does not fit " + type.getTypeName() + " (" + where(e) + "): " + why(e));
        }
    }

    /** Reads an object as plain values, in the order of its members. */
    public static Map<String, Object> readObject(String json) {
        if (json.equals(EMPTY_OBJECT)) {
            return new LinkedHashMap<>();
        }
        try {
            return MAPPER.readValue(json, OBJECT);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not a JSON object (" + where(e) + ")");
        }
    }

    /** The same value with members and numbers written as PostgreSQL's binary JSON keeps them, so that no store changes it. */
    public static String canonical(String json) {
        try {
            return MAPPER.writeValueAsString(canonical(MAPPER.readTree(json)));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not JSON (" + where(e) + ")");
        }
    }

    private static JsonNode canonical(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode ordered = MAPPER.createObjectNode();
            object.propertyNames().stream()
                    .sorted(JsonbOrder.OF_NAMES)
                    .forEach(name -> ordered.set(name, canonical(object.get(name))));
            return ordered;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = MAPPER.createArrayNode();
            array.forEach(element -> copy.add(canonical(element)));
            return copy;
        }
        if (node.isNumber()) {
            return MAPPER.getNodeFactory().numberNode(Decimals.plain(node.decimalValue()));
        }
        return node;
    }

    /** @throws IllegalArgumentException unless the text is one JSON object that a log can hold; the message says why */
    static void requireStorableObject(String json) {
        int unstorable = Text.firstUnstorable(json);
        if (unstorable >= 0) {
            throw new IllegalArgumentException("has NUL or an unpaired surrogate at index " + unstorable + ".");
        }
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("is not a JSON object.");
            }
            int open = 1;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (open == 0) {
                    throw new IllegalArgumentException("has text after the end of the JSON object.");
                }
                open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.VALUE_NUMBER_FLOAT && !Decimals.isStorable(parser.getDecimalValue())) {
                    throw new IllegalArgumentException("has a number " + Decimals.UNSTORABLE + ".");
                }
                boolean text = token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING;
                if (text && Text.firstUnstorable(parser.getString()) >= 0) {
                    throw new IllegalArgumentException("has an escaped NUL or unpaired surrogate in a string.");
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not well-formed JSON (" + where(e) + ").");
        }
    }

    /**
     * What the library makes of it, without its message, which quotes the text, and without itself as a cause, which a log
     * would print.
     */
    private static String why(JacksonException e) {
        if (e instanceof InvalidDefinitionException definition) {
            return definition.getOriginalMessage();
        }
        return e.getCause() == null ? e.getClass().getSimpleName() : Failure.withoutMessage(e.getCause());
    }

    /** Where in the text, without a piece of it: payloads stay out of messages. */
    private static String where(JacksonException e) {
        return e.getLocation() == null
                ? "place unknown"
                : "line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    /** What is written otherwise than {@link Moments} reads it is left to the library. */
    private static final class MomentDeserializer extends ValueDeserializer<Instant> {

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                Instant moment = Moments.read(parser.getString());
                if (moment != null) {
                    return moment;
                }
            }
            return InstantDeserializer.INSTANT.deserialize(parser, context);
        }
    }
}
