package io.readside.event;

import java.math.BigDecimal;

/** Exact numbers as every store of ours keeps them: PostgreSQL's {@code numeric} sets the bounds. */
public final class Decimals {

    /** Says of a number that it is out of bounds. */
    public static final String UNSTORABLE = "with more digits than a store can keep";

    private static final int MOST_DIGITS_BEFORE_POINT = 131_072;
    private static final int MOST_DIGITS_AFTER_POINT = 16_383;

    private Decimals() {}

    /** Looks at the exponent only: {@code 1e999999999} is told without being written out. */
    public static boolean isStorable(BigDecimal number) {
        return number.scale() <= MOST_DIGITS_AFTER_POINT
                && (long) number.precision() - number.scale() <= MOST_DIGITS_BEFORE_POINT;
    }

    /**
     * Without exponent; trailing zeros after the point stay.
     *
     * @throws IllegalArgumentException unless {@link #isStorable}
     */
    public static BigDecimal plain(BigDecimal number) {
        if (!isStorable(number)) {
            throw new IllegalArgumentException("is a number " + UNSTORABLE);
        }
        return number.scale() < 0 ? number.setScale(0) : number;
    }
}
