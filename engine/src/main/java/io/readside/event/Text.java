package io.readside.event;

/** What text may stand in the log: no log of ours can store NUL or half a surrogate pair. */
public final class Text {

    private Text() {}

    static void requirePrintable(String what, String text) {
        requireStorable(what, text);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new IllegalArgumentException(
                        "A " + what + " has no control characters; this one has one at index " + i + ".");
            }
        }
    }

    static void requireStorable(String what, String text) {
        int i = firstUnstorable(text);
        if (i >= 0) {
            throw new IllegalArgumentException(
                    "A " + what + " cannot hold NUL or an unpaired surrogate; this one has one at index " + i + ".");
        }
    }

    /** The index of the first character that cannot be stored, or -1. */
    public static int firstUnstorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != 0 && c < Character.MIN_SURROGATE) {
                continue; // as most are
            }
            if (c == 0 || Character.isLowSurrogate(c)) {
                return i;
            }
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
