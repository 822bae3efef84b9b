package io.readside.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a line that is plain: one well-formed JSON object, in which each member of an event stands at most once
 * and no other, and nothing stands that a log may not be able to hold. One look at each character, nothing is copied.
 *
 * <p>It takes less than JSON allows, never more: no exponents, no escaped NUL or surrogates, no deep nesting, no very long
 * names and numbers. What it does not take is not wrong, it needs {@link EventLine}'s thorough reading.
 */
final class PlainLine {

    static final List<String> MEMBERS = List.of("stream", "type", "version", "id", "time", "data", "metadata");

    private static final int MOST_LEVELS = 100;
    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_NAME = 1_000;

    private final String text;
    private final int[] starts = new int[MEMBERS.size()];
    private final int[] ends = new int[MEMBERS.size()]; // 0: the member is not there
    private int at;

    private PlainLine(String text) {
        this.text = text;
    }

    /** Null if the text is not plain. */
    static @Nullable PlainLine of(String text) {
        PlainLine line = new PlainLine(text);
        return line.passMembers() ? line : null;
    }

    boolean has(int member) {
        return ends[member] > 0;
    }

    /** The value as it stands in the line; null if it is not there or no object. */
    @Nullable
    String object(int member) {
        return has(member) && text.charAt(starts[member]) == '{' ? text.substring(starts[member], ends[member]) : null;
    }

    /** What a string holds; null if it is not there, no string, or has escapes. */
    @Nullable
    String string(int member) {
        if (!has(member) || text.charAt(starts[member]) != '"') {
            return null;
        }
        String inner = text.substring(starts[member] + 1, ends[member] - 1);
        return inner.indexOf('\\') < 0 ? inner : null;
    }

    /** A number of at most nine digits and nothing else; -1 if it is not there or something else. */
    int count(int member) {
        if (!has(member) || ends[member] - starts[member] > 9) {
            return -1;
        }
        int count = 0;
        for (int i = starts[member]; i < ends[member]; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            count = 10 * count + text.charAt(i) - '0';
        }
        return count;
    }

    private boolean passMembers() {
        passSpace();
        if (!take('{')) {
            return false;
        }
        do {
            passSpace();
            int name = at;
            if (!passString()) {
                return false;
            }
            int member = member(name + 1, at - 1);
            if (member < 0 || has(member) || !passColon()) {
                return false;
            }
            starts[member] = at;
            if (!passValue(1)) {
                return false;
            }
            ends[member] = at;
            passSpace();
        } while (take(','));
        if (!take('}')) {
            return false;
        }
        passSpace();
        return at == text.length();
    }

    private int member(int from, int to) {
        for (int i = 0; i < MEMBERS.size(); i++) {
            String name = MEMBERS.get(i);
            if (name.length() == to - from && text.startsWith(name, from)) {
                return i;
            }
        }
        return -1;
    }

    private boolean passValue(int level) {
        if (level > MOST_LEVELS) {
            return false;
        }
        return switch (peek()) {
            case '{' -> passObject(level);
            case '[' -> passArray(level);
            case '"' -> passString();
            case 't' -> passWord("true");
            case 'f' -> passWord("false");
            case 'n' -> passWord("null");
            default -> passNumber();
        };
    }

    private boolean passObject(int level) {
        at++;
        passSpace();
        if (take('}')) {
            return true;
        }
        do {
            passSpace();
            int name = at;
            if (!passString() || at - name > LONGEST_NAME || !passColon() || !passValue(level + 1)) {
                return false;
            }
            passSpace();
        } while (take(','));
        return take('}');
    }

    private boolean passArray(int level) {
        at++;
        passSpace();
        if (take(']')) {
            return true;
        }
        do {
            passSpace();
            if (!passValue(level + 1)) {
                return false;
            }
            passSpace();
        } while (take(','));
        return take(']');
    }

    private boolean passColon() {
        passSpace();
        if (!take(':')) {
            return false;
        }
        passSpace();
        return true;
    }

    private boolean passString() {
        if (!take('"')) {
            return false;
        }
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c < ' ' || (c == '\\' && !passEscape()) || (Character.isSurrogate(c) && !passPair(c))) {
                return false;
            }
        }
        return false;
    }

    private boolean passEscape() {
        char c = peek();
        at++;
        if (c != 'u') {
            return c != 0 && "\"\\/bfnrt".indexOf(c) >= 0;
        }
        int code = 0;
        for (int i = 0; i < 4; i++, at++) {
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                return false;
            }
            code = 16 * code + digit;
        }
        return code != 0 && !Character.isSurrogate((char) code);
    }

    private boolean passPair(char high) {
        return Character.isHighSurrogate(high) && Character.isLowSurrogate(peek()) && at++ > 0;
    }

    private boolean passNumber() {
        int start = at;
        take('-');
        int whole = at;
        if (!passDigits() || (text.charAt(whole) == '0' && at - whole > 1) || (take('.') && !passDigits())) {
            return false;
        }
        return at - start <= LONGEST_NUMBER && peek() != 'e' && peek() != 'E';
    }

    private boolean passDigits() {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        return at > start;
    }

    private boolean passWord(String word) {
        if (!text.startsWith(word, at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    private void passSpace() {
        while (peek() <= ' ' && " \t\r\n".indexOf(peek()) >= 0) {
            at++;
        }
    }

    private boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    /** NUL, which stands nowhere in a plain line, at its end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
