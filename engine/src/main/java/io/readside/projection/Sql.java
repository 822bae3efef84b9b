package io.readside.projection;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement of the SQL form, as a value.
 *
 * @param text one statement; <code>{table}</code> stands for the generation's table, {@code ?} for an argument
 * @param arguments of the classes that {@link ColumnType#storeClass()} lists, enums, or null
 */
public record Sql(String text, List<@Nullable Object> arguments) {

    /** Where the generation's table is to stand. */
    public static final String TABLE = "{table}";

    public Sql {
        if (!text.contains(TABLE)) {
            throw new IllegalArgumentException("A statement of a projection names its table as " + TABLE
                    + ", so that it can be aimed at any generation: " + text);
        }
        arguments = Collections.unmodifiableList(arguments);
    }

    public static Sql of(String text, @Nullable Object... arguments) {
        return new Sql(text, Arrays.asList(arguments));
    }
}
