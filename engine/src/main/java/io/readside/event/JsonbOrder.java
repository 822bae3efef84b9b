package io.readside.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** How PostgreSQL's {@code jsonb} orders members. */
final class JsonbOrder {

    /** Shorter names first, then byte by byte, both in UTF-8. */
    static final Comparator<String> OF_NAMES = Comparator.<String>comparingInt(name -> utf8(name).length)
            .thenComparing((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)));

    private JsonbOrder() {}

    private static byte[] utf8(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
