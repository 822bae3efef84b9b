package io.readside.postgres;

/**
 * A statement as it may be shown: without the values in it, which may be payloads. Strings, numbers and comments go; where
 * the text can be read in two ways, or was cut off, so does the rest of it.
 */
final class StatementText {

    private static final int LONGEST = 200;

    private final String sql;
    private final StringBuilder shown = new StringBuilder();
    private int at;

    private StatementText(String sql) {
        this.sql = sql;
    }

    /** @return at most 200 characters on one line, each value as {@code ?} */
    static String withoutValues(String sql) {
        StatementText text = new StatementText(sql);
        while (text.at < sql.length()) {
            text.next();
        }
        String line = text.shown.toString().replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    private void next() {
        char c = sql.charAt(at);
        if (c == '\'') {
            quoted();
        } else if (c == '"') {
            skipPast('"', at + 1);
        } else if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            blank(" ", end < 0 ? sql.length() : end);
        } else if (sql.startsWith("/*", at)) {
            comment();
        } else if (c == '$' && !isPartOfWord(at - 1)) {
            dollar();
        } else if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
            number();
        } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
            word();
        } else {
            keep(at + 1);
        }
    }

    /** A name, a keyword, or what stands in front of a string: an E, B, X, N or U&amp;. */
    private void word() {
        int end = at;
        while (isPartOfWord(end)) {
            end++;
        }
        keep(end);
    }

    private void quoted() {
        int end = at + 1;
        while (end < sql.length()) {
            if (sql.charAt(end) == '\\') {
                // an escape or not, as the session has it: from here on nobody can tell a value from the rest
                blank("?", sql.length());
                return;
            }
            if (sql.charAt(end) == '\'') {
                if (end + 1 < sql.length() && sql.charAt(end + 1) == '\'') {
                    end++;
                } else {
                    break;
                }
            }
            end++;
        }
        blank("?", Math.min(end + 1, sql.length()));
    }

    /** A quoted name is shown, unless it does not end. */
    private void skipPast(char quote, int from) {
        int end = sql.indexOf(quote, from);
        if (end < 0) {
            blank("?", sql.length());
        } else {
            keep(end + 1);
        }
    }

    private void comment() {
        int depth = 0;
        int end = at;
        do {
            if (sql.startsWith("/*", end)) {
                depth++;
                end += 2;
            } else if (sql.startsWith("*/", end)) {
                depth--;
                end += 2;
            } else {
                end++;
            }
        } while (depth > 0 && end < sql.length());
        blank(" ", Math.min(end, sql.length()));
    }

    /** A parameter, $1, is shown; a string in dollar quotes is not. */
    private void dollar() {
        int end = at + 1;
        while (end < sql.length() && isDigit(sql.charAt(end))) {
            end++;
        }
        if (end > at + 1) {
            keep(end);
            return;
        }
        while (isPartOfWord(end) && sql.charAt(end) != '$') {
            end++;
        }
        if (end >= sql.length() || sql.charAt(end) != '$') {
            blank("?", sql.length());
            return;
        }
        String tag = sql.substring(at, end + 1);
        int close = sql.indexOf(tag, end + 1);
        blank("?", close < 0 ? sql.length() : close + tag.length());
    }

    private void number() {
        int end = at;
        while (isPartOfWord(end) || (end < sql.length() && sql.charAt(end) == '.')) {
            end++;
        }
        blank("?", end);
    }

    private boolean isPartOfWord(int index) {
        return index >= 0
                && index < sql.length()
                && (Character.isUnicodeIdentifierPart(sql.charAt(index)) || sql.charAt(index) == '$');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void keep(int end) {
        shown.append(sql, at, end);
        at = end;
    }

    private void blank(String sign, int end) {
        shown.append(sign);
        at = end;
    }
}
