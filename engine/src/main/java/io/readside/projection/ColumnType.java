package io.readside.projection;

import io.readside.event.Decimals;
import io.readside.event.Json;
import io.readside.event.Text;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/**
 * What a column holds, and the Java class of its values in store form. Anything that is not a plain value (a list, a map,
 * another record) is JSON.
 */
public enum ColumnType {
    /** Any text without NUL; {@link String}. Enums are stored by name. */
    TEXT(String.class),
    BOOLEAN(Boolean.class),
    SMALLINT(Short.class),
    INTEGER(Integer.class),
    BIGINT(Long.class),
    REAL(Float.class),
    DOUBLE(Double.class),
    /** Exact; {@link BigDecimal} with a scale of 0 or more. */
    NUMERIC(BigDecimal.class),
    UUID(UUID.class),
    /** A moment to the microsecond; {@link Instant}. */
    TIMESTAMP(Instant.class),
    DATE(LocalDate.class),
    /** Canonical JSON text; {@link String}. */
    JSON(String.class);

    private static final Map<Type, ColumnType> PLAIN = Map.ofEntries(
            Map.entry(String.class, TEXT),
            Map.entry(boolean.class, BOOLEAN),
            Map.entry(Boolean.class, BOOLEAN),
            Map.entry(short.class, SMALLINT),
            Map.entry(Short.class, SMALLINT),
            Map.entry(int.class, INTEGER),
            Map.entry(Integer.class, INTEGER),
            Map.entry(long.class, BIGINT),
            Map.entry(Long.class, BIGINT),
            Map.entry(float.class, REAL),
            Map.entry(Float.class, REAL),
            Map.entry(double.class, DOUBLE),
            Map.entry(Double.class, DOUBLE),
            Map.entry(BigDecimal.class, NUMERIC),
            Map.entry(BigInteger.class, NUMERIC),
            Map.entry(UUID.class, UUID),
            Map.entry(Instant.class, TIMESTAMP),
            Map.entry(LocalDate.class, DATE));

    private final Class<?> storeClass;

    ColumnType(Class<?> storeClass) {
        this.storeClass = storeClass;
    }

    static ColumnType of(Type javaType) {
        if (javaType instanceof Class<?> javaClass && javaClass.isEnum()) {
            return TEXT;
        }
        return PLAIN.getOrDefault(javaType, JSON);
    }

    /** The class of a value in store form. */
    public Class<?> storeClass() {
        return storeClass;
    }

    /** Whether two values in store form are equal exactly if the database says so, as a key needs. */
    boolean keepsIdentity() {
        return switch (this) {
            case REAL, DOUBLE, NUMERIC, JSON -> false;
            default -> true;
        };
    }

    /**
     * Puts a value in store form: what the narrowest store of ours keeps of it.
     *
     * @throws IllegalArgumentException if no store can keep it
     */
    Object toStore(Object value) {
        return switch (this) {
            case TEXT -> text(value instanceof Enum<?> constant ? constant.name() : (String) value);
            case NUMERIC ->
                Decimals.plain(value instanceof BigInteger whole ? new BigDecimal(whole) : (BigDecimal) value);
            case TIMESTAMP -> ((Instant) value).truncatedTo(ChronoUnit.MICROS);
            case JSON -> text(Json.canonical(Json.write(value)));
            default -> storeClass.cast(value);
        };
    }

    Object toJava(Object stored, Type javaType) {
        if (this == JSON) {
            return Json.read((String) stored, javaType);
        }
        if (javaType == BigInteger.class) {
            return ((BigDecimal) stored).toBigIntegerExact();
        }
        if (javaType instanceof Class<?> javaClass && javaClass.isEnum()) {
            return constant(javaClass, (String) stored);
        }
        return stored;
    }

    private static Object constant(Class<?> enumClass, String name) {
        for (Object constant : enumClass.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(enumClass.getSimpleName() + " has no constant that the stored text names.");
    }

    private static String text(String text) {
        int unstorable = Text.firstUnstorable(text);
        if (unstorable >= 0) {
            throw new IllegalArgumentException(
                    "holds NUL or an unpaired surrogate at index " + unstorable + ", which no store can keep");
        }
        return text;
    }
}
