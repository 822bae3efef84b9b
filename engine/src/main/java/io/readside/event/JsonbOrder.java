package io.readside.event;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** How PostgreSQL's {@code jsonb} orders members and writes numbers. */
final class JsonbOrder {

    /** Shorter names first, then byte by byte, both in UTF-8. */
    static final Comparator<String> OF_NAMES = Comparator.<String>comparingInt(name -> utf8(name).length)
            .thenComparing((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)));

    private JsonbOrder() {}

    private static byte[] utf8(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /** Without exponent; trailing zeros after the point stay. */
    static BigDecimal plain(BigDecimal number) {
        return number.scale() < 0 ? number.setScale(0) : number;
    }
}
