package io.readside.event;

import java.util.regex.Pattern;

/**
 * What a write returns and a read passes back: "show me at least this". A client keeps only its highest token.
 *
 * @param position the position of the last event of the write
 */
public record VersionToken(Position position) {

    private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,18}");

    public static VersionToken of(Position position) {
        return new VersionToken(position);
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @param text {@code 0|[1-9][0-9]*} up to 2<sup>63</sup>-1
     * @throws InvalidToken if it is anything else
     */
    public static VersionToken parse(String text) {
        if (INTEGER.matcher(text).matches()) {
            try {
                return new VersionToken(Position.of(Long.parseLong(text)));
            } catch (NumberFormatException beyondLong) {
                throw new InvalidToken(malformed(text), beyondLong);
            }
        }
        throw new InvalidToken(malformed(text));
    }

    private static String malformed(String text) {
        String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
        return "The version token \"" + shown + "\" is not an integer from 0 to " + Long.MAX_VALUE
                + " without sign, spaces or leading zeros. Pass back the version that a write returned.";
    }

    /** The token that vouches for both writes: the pointwise maximum. */
    public VersionToken merge(VersionToken other) {
        return position.isBefore(other.position) ? other : this;
    }

    /** The form that clients carry: a plain integer. */
    @Override
    public String toString() {
        return position.toString();
    }
}
