package io.readside.postgres;

import io.readside.event.Json;
import io.readside.projection.Column;
import io.readside.projection.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values in store form, with a liking for those that are easily taken for each other. */
final class RandomValues {

    private static final List<String> PIECES = List.of(
            "", "a", "A", "b", " ", ",", "(", ")", "\"", "\\", "'", "\n", "\t", "null", "é", "e\u0301", "ß", "😀",
            "\uffff", "0", "%");

    private final Random random;

    RandomValues(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    @Nullable
    Object any(Column column) {
        return column.nullable() && random.nextInt(5) == 0 ? null : of(column.type());
    }

    Object of(ColumnType type) {
        boolean small = random.nextBoolean();
        return switch (type) {
            case TEXT -> text();
            case BOOLEAN -> random.nextBoolean();
            case SMALLINT -> (short) (small ? random.nextInt(-2, 3) : random.nextInt());
            case INTEGER -> small ? random.nextInt(-2, 3) : random.nextInt();
            case BIGINT -> small ? random.nextLong(-2, 3) : random.nextLong();
            case REAL -> small ? pick(0.0f, -0.0f, Float.NaN, 0.1f, Float.MIN_VALUE) : Float.intBitsToFloat(finite());
            case DOUBLE -> small ? pick(0.0, -0.0, Double.NaN, 0.1, Math.nextUp(0.1)) : random.nextGaussian();
            case NUMERIC -> new BigDecimal(new BigInteger(small ? 3 : 200, random), random.nextInt(4));
            case UUID -> new UUID(random.nextLong(), small ? 0 : random.nextLong());
            case TIMESTAMP ->
                Instant.EPOCH.plus(
                        small ? random.nextLong(-2, 3) : random.nextLong(-62_000_000_000_000_000L, 1L << 57),
                        ChronoUnit.MICROS);
            case DATE -> LocalDate.ofEpochDay(small ? random.nextInt(-2, 3) : random.nextInt(-1_000_000, 1_000_000));
            case JSON ->
                Json.canonical("{\"list\": [1.0, " + new BigDecimal(BigInteger.ONE, random.nextInt(3))
                        + ", null], \"text\": " + Json.write(text()) + "}");
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(pick(PIECES.toArray(String[]::new)));
        }
        return text.toString();
    }

    private int finite() {
        int bits = random.nextInt();
        return (bits & 0x7f800000) == 0x7f800000 ? bits & 0xff7fffff : bits;
    }

    @SafeVarargs
    private <T> T pick(T... from) {
        return from[random.nextInt(from.length)];
    }
}
