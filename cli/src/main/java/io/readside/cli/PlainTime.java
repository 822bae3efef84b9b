package io.readside.cli;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times like {@code 2026-11-23T10:02:11.123456Z}, as nearly every writer has them, read in a fraction of the usual time. */
final class PlainTime {

    private static final String FORM = "dddd-dd-ddTdd:dd:dd";
    private static final int LONGEST_FRACTION = 9;

    private PlainTime() {}

    /**
     * Null for what is written in another way, good or bad.
     *
     * @throws java.time.DateTimeException if no calendar has it
     */
    static @Nullable Instant parse(String text) {
        int end = text.length() - 1;
        if (end < FORM.length() || text.charAt(end) != 'Z' || !isPlain(text, end)) {
            return null;
        }
        int year = number(text, 0, 4);
        return year == 0
                ? null
                : LocalDateTime.of(
                                year,
                                number(text, 5, 7),
                                number(text, 8, 10),
                                number(text, 11, 13),
                                number(text, 14, 16),
                                number(text, 17, 19),
                                nanos(text, end))
                        .toInstant(ZoneOffset.UTC);
    }

    private static boolean isPlain(String text, int end) {
        for (int i = 0; i < FORM.length(); i++) {
            char c = text.charAt(i);
            if (FORM.charAt(i) == 'd' ? !isDigit(c) : c != FORM.charAt(i)) {
                return false;
            }
        }
        int fraction = end - FORM.length() - 1; // digits after the point; -1: no point
        if (fraction == 0 || fraction > LONGEST_FRACTION || (fraction > 0 && text.charAt(FORM.length()) != '.')) {
            return false;
        }
        for (int i = FORM.length() + 1; i < end; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int nanos(String text, int end) {
        int nanos = 0;
        for (int i = 0; i < LONGEST_FRACTION; i++) {
            int at = FORM.length() + 1 + i;
            nanos = 10 * nanos + (at < end ? text.charAt(at) - '0' : 0);
        }
        return nanos;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
