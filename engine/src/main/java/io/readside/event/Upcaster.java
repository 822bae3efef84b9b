package io.readside.event;

import java.util.Map;

/**
 * Turns the payload of one schema version into that of the next, as plain JSON values: {@code Map}, {@code List},
 * {@code String}, {@code Boolean}, {@code Integer}, {@code Long}, {@code BigInteger}, {@code BigDecimal} or null. It is
 * pure: the same input gives the same output on every replay.
 */
@FunctionalInterface
public interface Upcaster {

    /** @param payload a copy that may be changed and returned */
    Map<String, Object> upcast(Map<String, Object> payload);
}
