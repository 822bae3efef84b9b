package io.readside.projection;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * One column of a read model.
 *
 * @param name in snake_case, {@code [a-z][a-z0-9_]*}, at most 63 characters
 * @param component the record's component that it holds
 * @param javaType of the component
 * @param nullable whether it may be null: only if the component is annotated so
 */
public record Column(String name, String component, ColumnType type, Type javaType, boolean nullable) {

    /** @throws IllegalArgumentException if the value does not fit the column */
    @Nullable
    Object toStore(@Nullable Object value) {
        if (value == null) {
            if (!nullable) {
                throw new IllegalArgumentException(
                        "component '" + component + "' is null; annotate it @Nullable if that is right");
            }
            return null;
        }
        try {
            return type.toStore(value);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException(
                    "component '" + component + "' wants " + javaType.getTypeName() + " and was given "
                            + value.getClass().getName(),
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("component '" + component + "' " + e.getMessage(), e);
        }
    }

    @Nullable
    Object toJava(@Nullable Object stored) {
        return stored == null ? null : type.toJava(stored, javaType);
    }
}
