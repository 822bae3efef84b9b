package io.readside.cli;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A hash of JSON values that is equal where PostgreSQL's {@code jsonb} calls them equal: whatever the order of members
 * and the way a number is written. FNV-1a, 64 bits.
 */
final class JsonDigest {

    /** PostgreSQL writes numbers without exponent, and whoever reads them back takes so many digits. */
    private static final int MAX_DIGITS = 1_000;

    private long hash = 0xcbf29ce484222325L;
    private long growth;

    long value() {
        return hash;
    }

    /** Characters that {@code jsonb} writes more than were read, because it writes numbers without exponent. */
    long growth() {
        return growth;
    }

    JsonDigest add(String text) {
        for (int i = 0; i < text.length(); i++) {
            mix(text.charAt(i));
        }
        mix(0x10000 + text.length());
        return this;
    }

    JsonDigest add(long number) {
        mix((int) number);
        mix((int) (number >>> 32));
        return this;
    }

    /** @throws IllegalArgumentException for a number that could not be read back from the log */
    void add(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            mix('{');
            TreeMap<String, Object> sorted = new TreeMap<>();
            object.forEach((name, member) -> sorted.put((String) name, member));
            sorted.forEach((name, member) -> {
                add(name);
                add(member);
            });
            mix('}');
        } else if (value instanceof List<?> array) {
            mix('[');
            array.forEach(this::add);
            mix(']');
        } else if (value instanceof String text) {
            mix('"');
            add(text);
        } else if (value instanceof Number number) {
            mix('0');
            add(plain(number));
        } else {
            mix('n');
            add(String.valueOf(value));
        }
    }

    /** The number without trailing zeros; with an exponent, so that it is short. */
    private String plain(Number number) {
        if (!(number instanceof BigDecimal decimal)) {
            return new BigDecimal(number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue()))
                    .stripTrailingZeros()
                    .toString();
        }
        long before = Math.max(1, (long) decimal.precision() - decimal.scale());
        long after = Math.max(0, decimal.scale());
        if (before + after >= MAX_DIGITS) {
            throw new IllegalArgumentException(
                    "a number that has " + MAX_DIGITS + " digits or more when written without exponent");
        }
        growth += Math.max(0, before + after + 2 - decimal.toString().length());
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toString();
    }

    private void mix(int value) {
        hash = (hash ^ value) * 0x100000001b3L;
    }
}
