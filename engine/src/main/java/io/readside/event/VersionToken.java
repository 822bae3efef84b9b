package io.readside.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a write returns and a read passes back: "show me at least this". A client keeps only its highest token; one token is
 * good for every read model of its log.
 *
 * @param timeline of the log that the write was made in, from 1; another begins where a log has lost its tail, and no token
 *     outlives its own
 * @param positions of the last event of the write, one for each partition of the log that was written to; at least one, in
 *     order of their partitions
 */
public record VersionToken(int timeline, List<Position> positions) {

    /** A bound on what a request can make us read: some hundred partitions. */
    private static final int LONGEST = 4_096;

    private static final String POSITION = "(?:0|[1-9][0-9]{0,18})";
    private static final String PARTITION = "(?:0|[1-9][0-9]{0,8})";
    private static final Pattern TEXT = Pattern.compile("(?:([1-9][0-9]{0,8})\\.)?(" + POSITION + "|" + PARTITION + ":"
            + POSITION + "(?:_" + PARTITION + ":" + POSITION + ")*+)");

    public VersionToken {
        positions = List.copyOf(positions);
        if (timeline < 1 || positions.isEmpty() || !isAscending(positions)) {
            throw new IllegalArgumentException("A version token has a timeline from 1 and one position for each of its"
                    + " partitions, in their order: timeline " + timeline + ", positions " + positions + ".");
        }
    }

    private static boolean isAscending(List<Position> positions) {
        for (int i = 1; i < positions.size(); i++) {
            if (positions.get(i - 1).partition() >= positions.get(i).partition()) {
                return false;
            }
        }
        return true;
    }

    /** Of a log that has never lost its tail. */
    public static VersionToken of(Position position) {
        return of(1, position);
    }

    public static VersionToken of(int timeline, Position position) {
        return new VersionToken(timeline, List.of(position));
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws InvalidToken if it is anything else
     */
    public static VersionToken parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (text.length() <= LONGEST && matcher.matches()) {
            try {
                int timeline = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
                VersionToken token = new VersionToken(timeline, positions(matcher.group(2)));
                if (token.toString().equals(text)) {
                    return token;
                }
            } catch (IllegalArgumentException beyondBounds) {
                throw new InvalidToken(malformed(text), beyondBounds);
            }
        }
        throw new InvalidToken(malformed(text));
    }

    private static List<Position> positions(String text) {
        List<Position> positions = new ArrayList<>();
        for (String part : text.split("_", -1)) {
            int colon = part.indexOf(':');
            int partition = colon < 0 ? 0 : Integer.parseInt(part.substring(0, colon));
            positions.add(new Position(partition, Long.parseLong(part.substring(colon + 1))));
        }
        return positions;
    }

    private static String malformed(String text) {
        String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
        return "The version token \"" + shown + "\" is not an integer from 0 to " + Long.MAX_VALUE
                + " without sign, spaces or leading zeros, and no text that a write has returned. Pass back the version that"
                + " a write returned, as it is.";
    }

    /**
     * The only position.
     *
     * @throws IllegalStateException if it has several
     */
    public Position position() {
        if (positions.size() > 1) {
            throw new IllegalStateException("Version token " + this + " has positions in several partitions.");
        }
        return positions.get(0);
    }

    /** Its position in a partition; empty if nothing was written there. */
    public Optional<Position> in(int partition) {
        return positions.stream()
                .filter(position -> position.partition() == partition)
                .findFirst();
    }

    /** Whether whoever has seen all up to this token has seen all up to the other one. Never across timelines. */
    public boolean covers(VersionToken other) {
        return timeline == other.timeline
                && other.positions.stream()
                        .allMatch(wanted -> wanted.value() == 0
                                || in(wanted.partition())
                                        .filter(own -> !own.isBefore(wanted))
                                        .isPresent());
    }

    /** The token that vouches for both writes: the pointwise maximum. Of two timelines the later one: the earlier is void. */
    public VersionToken merge(VersionToken other) {
        if (timeline != other.timeline) {
            return timeline > other.timeline ? this : other;
        }
        Map<Integer, Position> highest = new TreeMap<>();
        positions.forEach(position -> highest.put(position.partition(), position));
        other.positions.forEach(position -> highest.merge(position.partition(), position, Position::max));
        return new VersionToken(
                timeline,
                highest.values().stream()
                        .sorted(Comparator.comparing(Position::partition))
                        .toList());
    }

    /**
     * The form that clients carry: of a log of one partition a plain integer, {@code 481523}; of several {@code
     * 0:481523_3:99}. From the second timeline on that stands in front: {@code 2.481523}. No character of it has to be
     * escaped in a URL's query or in a cookie.
     */
    @Override
    public String toString() {
        String text = isPlain(positions)
                ? positions.get(0).toString()
                : positions.stream()
                        .map(position -> position.partition() + ":" + position.value())
                        .collect(Collectors.joining("_"));
        return timeline == 1 ? text : timeline + "." + text;
    }

    private static boolean isPlain(List<Position> positions) {
        return positions.size() == 1 && positions.get(0).partition() == 0;
    }

    /** As it stands in JSON: a {@link Long} where {@link #toString()} is a plain integer, else that text. */
    public Object toJson() {
        return timeline == 1 && isPlain(positions) ? positions.get(0).value() : toString();
    }
}
