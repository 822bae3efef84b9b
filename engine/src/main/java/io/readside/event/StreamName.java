package io.readside.event;

/**
 * The name of a stream, the events of one aggregate. The text before its first {@code -} is its category.
 *
 * @param value 1 to 255 characters, none of them a control character
 */
public record StreamName(String value) {

    /** Longest name, in characters. */
    public static final int MAX_LENGTH = 255;

    public StreamName {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A stream name has 1 to " + MAX_LENGTH + " characters; this one has " + value.length() + ".");
        }
        Text.requirePrintable("stream name", value);
    }

    public static StreamName of(String category, String id) {
        if (category.isEmpty() || category.indexOf('-') >= 0) {
            throw new IllegalArgumentException("A category is not empty and has no '-': \"" + category + "\".");
        }
        return new StreamName(category + "-" + id);
    }

    /** The text before the first {@code -}; the whole name if there is none. */
    public String category() {
        int dash = value.indexOf('-');
        return dash < 0 ? value : value.substring(0, dash);
    }

    /** The text after the first {@code -}; empty if there is none. */
    public String id() {
        int dash = value.indexOf('-');
        return dash < 0 ? "" : value.substring(dash + 1);
    }

    @Override
    public String toString() {
        return value;
    }
}
