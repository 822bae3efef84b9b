package io.readside.event;

/**
 * How far one generation of a read model has got: every event at or below it was applied or is provably not for the
 * projection. It moves by scanned position, so events of other categories move it too.
 *
 * @param position the last scanned position; {@link Position#ZERO} before the first
 */
public record Checkpoint(Position position) {

    /** Nothing scanned yet. */
    public static final Checkpoint ZERO = new Checkpoint(Position.ZERO);

    public static Checkpoint of(long position) {
        return new Checkpoint(Position.of(position));
    }

    /** Whether everything that the token's holder has written is behind this checkpoint. */
    public boolean covers(VersionToken token) {
        return !position.isBefore(token.position());
    }

    @Override
    public String toString() {
        return position.toString();
    }
}
