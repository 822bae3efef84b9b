package io.readside.event;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * Reads moments as most are written, {@code 2026-11-30T10:02:11.123456Z}. The JSON library's general formatter for them took a tenth
 * of a replay.
 */
final class Moments {

    private static final int FRACTION = "2026-11-30T10:02:11".length();
    private static final int SHORTEST_MONTH = 28;
    private static final int LONGEST = FRACTION + ".123456789Z".length();

    private Moments() {}

    /** Null: it is written otherwise, or is none. */
    static @Nullable Instant read(String text) {
        int end = text.length() - 1;
        if (end < FRACTION || end >= LONGEST || text.charAt(end) != 'Z' || !isShaped(text, end)) {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        if (day > SHORTEST_MONTH && day > YearMonth.of(year, month).lengthOfMonth()) {
            return null;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        int nanos = 0;
        for (int i = FRACTION + 1, unit = 100_000_000; i < end; i++, unit /= 10) {
            nanos += (text.charAt(i) - '0') * unit;
        }
        return Instant.ofEpochSecond(((days * 24 + hour) * 60 + minute) * 60 + second, nanos);
    }

    private static boolean isShaped(String text, int end) {
        for (int i = 0; i < end; i++) {
            char wanted = "0000-00-00T00:00:00.".charAt(Math.min(i, FRACTION));
            char found = text.charAt(i);
            boolean isDigit = found >= '0' && found <= '9';
            boolean wantsDigit = i > FRACTION || wanted == '0';
            if (wantsDigit ? !isDigit : found != wanted) {
                return false;
            }
        }
        return end != FRACTION + 1; // a point and nothing behind it
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
