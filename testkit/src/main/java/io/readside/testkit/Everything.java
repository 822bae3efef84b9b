package io.readside.testkit;

import io.readside.event.Events;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row with a column of every type, and one that may be null of each. */
record Everything(
        UUID id,
        String text,
        Colour colour,
        boolean yes,
        short small,
        int whole,
        long large,
        float real,
        double precise,
        BigDecimal exact,
        BigInteger huge,
        Instant moment,
        LocalDate day,
        Map<String, Object> json,
        List<Nested> nested,
        @Nullable String noText,
        @Nullable Colour noColour,
        @Nullable Boolean noYes,
        @Nullable Short noSmall,
        @Nullable Integer noWhole,
        @Nullable Long noLarge,
        @Nullable Float noReal,
        @Nullable Double noPrecise,
        @Nullable BigDecimal noExact,
        @Nullable UUID noId,
        @Nullable Instant noMoment,
        @Nullable LocalDate noDay,
        @Nullable Nested noNested) {

    enum Colour {
        RED,
        GREEN
    }

    record Nested(
            String name, List<Integer> numbers, @Nullable String absent) {}

    /** Its projection never sees an event: rows are written by hand. */
    record Happened(UUID id) {}

    static final FoldProjection<Everything> PROJECTION = Projection.named("everything", Everything.class)
            .from(Events.of("thing", Happened.class).type(Happened.class).build())
            .keyedBy(Happened::id)
            .delete(Happened.class)
            .build();

    /** Plain values, and every column that may be null is. */
    static Everything plain(UUID id) {
        return new Everything(
                id,
                "text",
                Colour.RED,
                true,
                (short) 1,
                2,
                3L,
                4.5f,
                6.5,
                new BigDecimal("7.50"),
                BigInteger.TEN,
                Instant.parse("2026-01-02T03:04:05.123456Z"),
                LocalDate.of(2026, 1, 2),
                Map.of("a", 1, "list", List.of("x", true), "tiny", new BigDecimal("0.00000000010")),
                List.of(new Nested("n", List.of(1, 2), null)),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Values at the edge of what a column holds, and none is null. */
    static Everything extreme(UUID id) {
        return new Everything(
                id,
                "",
                Colour.GREEN,
                false,
                Short.MIN_VALUE,
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                Float.MIN_VALUE,
                Double.MAX_VALUE,
                new BigDecimal("-123456789012345678901234567890.123456789000"),
                BigInteger.TWO.pow(200).negate(),
                Instant.parse("0001-01-01T00:00:00.000001Z"),
                LocalDate.of(1, 1, 1),
                Map.of("quote\"back\\slash", "line\nbreak\t😀"),
                List.of(),
                "'; drop table everything; -- \" \\ \n \t € 😀 \u00e9 e\u0301",
                Colour.RED,
                false,
                Short.MAX_VALUE,
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                -0.0f,
                Double.MIN_VALUE,
                new BigDecimal("1000"),
                new UUID(-1, -1),
                Instant.parse("9999-12-31T23:59:59.999999Z"),
                LocalDate.of(9999, 12, 31),
                new Nested("", List.of(), "here"));
    }
}
