package io.readside.examples.orders.web;

import org.jspecify.annotations.Nullable;

/** The limits of what clients send; each check returns its value or throws {@link Invalid}. */
public final class Check {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Check() {}

    /** 1 to 100 printable characters, not all of them spaces. */
    public static String name(String what, @Nullable String value) {
        return text(what, value, 100);
    }

    /** 1 to {@code max} printable characters, not all of them spaces. */
    public static String text(String what, @Nullable String value, int max) {
        if (value == null) {
            throw new Invalid(what + " is missing: send 1 to " + max + " characters.");
        }
        int length = value.codePointCount(0, value.length());
        if (value.isBlank() || length > max) {
            throw new Invalid(what + " has " + (length > max ? length + " characters" : "no visible character")
                    + "; it takes 1 to " + max + " characters, not all of them spaces.");
        }
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            int c = value.codePointAt(i);
            if (!isPrintable(c)) {
                throw new Invalid(what + " has the character U+" + String.format("%04X", c) + " at index " + i
                        + ", which cannot be printed.");
            }
        }
        return value;
    }

    public static long between(String what, long min, long max, long value) {
        if (value < min || value > max) {
            throw new Invalid(what + " is " + value + "; it takes " + min + " to " + max + ".");
        }
        return value;
    }

    static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }
}
