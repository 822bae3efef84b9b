package io.readside.postgres;

import io.readside.event.Json;
import io.readside.projection.Column;
import io.readside.projection.ColumnType;
import io.readside.readstore.ApplyFailed;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How values in store form get into PostgreSQL and come back equal. */
final class ColumnSql {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyyyyyy-MM-dd");
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyyyyyy-MM-dd HH:mm:ss.SSSSSS");

    /** For what the driver does not read: it takes the year of 29 February 373 BC for 373 AD, which was no leap year. */
    private static final DateTimeFormatter LEAP_DAY_BC = DateTimeFormatter.ofPattern("yyyy-MM-dd G", Locale.ENGLISH);

    private static final DateTimeFormatter LEAP_MOMENT_BC = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .appendPattern("[XXXXX][X] G")
            .toFormatter(Locale.ENGLISH);

    private static final Instant FIRST_MOMENT =
            LocalDateTime.of(-4713, 11, 24, 0, 0).toInstant(ZoneOffset.UTC);
    private static final Instant END_OF_MOMENTS =
            LocalDateTime.of(294277, 1, 1, 0, 0).toInstant(ZoneOffset.UTC);
    private static final LocalDate FIRST_DAY = LocalDate.of(-4713, 11, 24);
    private static final LocalDate LAST_DAY = LocalDate.of(5874897, 12, 31);

    private static final Instant YEAR_1 = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
    private static final LocalDate FIRST_OF_2000 = LocalDate.of(2000, 1, 1);
    private static final Instant BEGIN_OF_2000 =
            FIRST_OF_2000.atStartOfDay(ZoneOffset.UTC).toInstant();

    private ColumnSql() {}

    static String typeName(ColumnType type) {
        return switch (type) {
            case TEXT -> "text";
            case BOOLEAN -> "boolean";
            case SMALLINT -> "smallint";
            case INTEGER -> "integer";
            case BIGINT -> "bigint";
            case REAL -> "real";
            case DOUBLE -> "double precision";
            case NUMERIC -> "numeric";
            case UUID -> "uuid";
            case TIMESTAMP -> "timestamptz";
            case DATE -> "date";
            case JSON -> "jsonb";
        };
    }

    /**
     * A value as PostgreSQL reads it, in any session.
     *
     * @throws ApplyFailed if PostgreSQL has no such moment or day
     */
    static @Nullable String text(Column column, @Nullable Object value) {
        if (value instanceof Instant moment) {
            requirePlace(column, moment);
            return moment.isBefore(YEAR_1) || !moment.isBefore(YEAR_10000)
                    ? withEra(TIMESTAMP, moment.atOffset(ZoneOffset.UTC), "+00")
                    : moment.toString(); // as most are, and much faster
        }
        if (value instanceof LocalDate day) {
            requirePlace(column, day);
            return withEra(DATE, day, "");
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value == null ? null : value.toString();
    }

    /** A moment as PostgreSQL's binary form has it. @throws ApplyFailed as {@link #text} */
    static long microsSince2000(Column column, Instant moment) {
        requirePlace(column, moment);
        return (moment.getEpochSecond() - BEGIN_OF_2000.getEpochSecond()) * 1_000_000 + moment.getNano() / 1_000;
    }

    /** A day as PostgreSQL's binary form has it. @throws ApplyFailed as {@link #text} */
    static int daysSince2000(Column column, LocalDate day) {
        requirePlace(column, day);
        return Math.toIntExact(ChronoUnit.DAYS.between(FIRST_OF_2000, day));
    }

    private static void requirePlace(Column column, Instant moment) {
        requireWithin(!moment.isBefore(FIRST_MOMENT) && moment.isBefore(END_OF_MOMENTS), column, "294276");
    }

    private static void requirePlace(Column column, LocalDate day) {
        requireWithin(!day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY), column, "5874897");
    }

    private static void requireWithin(boolean within, Column column, String lastYear) {
        if (!within) {
            throw new ApplyFailed("Column '" + column.name() + "' of type " + typeName(column.type())
                    + " holds nothing before 24 November 4714 BC or after the year " + lastYear
                    + "; the value lies outside. Nothing was written.");
        }
    }

    private static String withEra(DateTimeFormatter format, TemporalAccessor moment, String zone) {
        String text = format.format(moment).replaceFirst("^0{1,5}", "") + zone;
        return moment.get(ChronoField.ERA) == IsoEra.BCE.getValue() ? text + " BC" : text;
    }

    /**
     * An expression that is equal for two values exactly if {@link #read} gives equal ones, so exactly if a fold could take them
     * for the same: {@code =} takes 1.0 for 1.00 and -0 for 0, in {@code jsonb} too, and text for what its collation says.
     *
     * @param reference to a column
     */
    static String exact(String reference, ColumnType type) {
        return switch (type) {
            case TEXT, REAL, DOUBLE, NUMERIC, JSON -> reference + "::text collate \"C\"";
            case BOOLEAN, SMALLINT, INTEGER, BIGINT, UUID, TIMESTAMP, DATE -> reference;
        };
    }

    /** Binds a value as a parameter of its own type. */
    static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof Instant moment) {
            statement.setObject(index, moment.atOffset(ZoneOffset.UTC));
        } else if (value instanceof Enum<?> constant) {
            statement.setString(index, constant.name());
        } else {
            statement.setObject(index, value);
        }
    }

    static @Nullable Object read(ResultSet rows, int index, ColumnType type) throws SQLException {
        return switch (type) {
            case TEXT -> rows.getString(index);
            case BOOLEAN -> rows.getObject(index, Boolean.class);
            case SMALLINT -> rows.getObject(index, Short.class);
            case INTEGER -> rows.getObject(index, Integer.class);
            case BIGINT -> rows.getObject(index, Long.class);
            case REAL -> rows.getObject(index, Float.class);
            case DOUBLE -> rows.getObject(index, Double.class);
            case NUMERIC -> rows.getBigDecimal(index);
            case UUID -> rows.getObject(index, UUID.class);
            case TIMESTAMP -> moment(rows, index);
            case DATE -> day(rows, index);
            case JSON -> canonical(rows.getString(index));
        };
    }

    private static @Nullable Instant moment(ResultSet rows, int index) throws SQLException {
        try {
            OffsetDateTime moment = rows.getObject(index, OffsetDateTime.class);
            return moment == null ? null : moment.toInstant();
        } catch (DateTimeException leapDay) {
            return LEAP_MOMENT_BC.parse(rows.getString(index), Instant::from);
        }
    }

    private static @Nullable LocalDate day(ResultSet rows, int index) throws SQLException {
        try {
            return rows.getObject(index, LocalDate.class);
        } catch (DateTimeException leapDay) {
            return LEAP_DAY_BC.parse(rows.getString(index), LocalDate::from);
        }
    }

    /** Words for people, without the one character that PostgreSQL has no place for. */
    static String storable(String words) {
        return words.replace("\0", "");
    }

    private static @Nullable String canonical(@Nullable String json) {
        return json == null ? null : Json.canonical(json);
    }
}
