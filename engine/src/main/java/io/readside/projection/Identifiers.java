package io.readside.projection;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names that are safe in every store. They come from declarations, never from data, and are quoted all the same. */
final class Identifiers {

    /** Leaves room for {@code __g9999} and the names of indexes within PostgreSQL's 63 bytes. */
    private static final Pattern PROJECTION = Pattern.compile("[a-z][a-z0-9_]{0,47}");

    private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private static final Pattern RESERVED = Pattern.compile(".*(__g|_v)[0-9]+(_.*)?");

    /** Columns that every table of PostgreSQL has. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private Identifiers() {}

    static String requireProjection(String name) {
        if (!PROJECTION.matcher(name).matches() || RESERVED.matcher(name).matches()) {
            throw new IllegalArgumentException("A projection's name matches " + PROJECTION
                    + " and does not end like a generation (__g7) or a version (_v2): \"" + name + "\".");
        }
        return name;
    }

    static void requireColumn(Class<?> recordClass, Column column) {
        if (!COLUMN.matcher(column.name()).matches()) {
            throw new IllegalArgumentException(recordClass.getName() + ": component '" + column.component()
                    + "' becomes the column \"" + column.name() + "\", which does not match " + COLUMN + ".");
        }
        if (SYSTEM_COLUMNS.contains(column.name())) {
            throw new IllegalArgumentException(recordClass.getName() + ": component '" + column.component()
                    + "' becomes the column \"" + column.name() + "\", which every table has of its own. Rename it.");
        }
    }

    /** {@code totalCents} to {@code total_cents}, {@code URLPath} to {@code url_path}. */
    static String snakeCase(String camelCase) {
        return camelCase
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
