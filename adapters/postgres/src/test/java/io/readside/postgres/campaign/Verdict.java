package io.readside.postgres.campaign;

/**
 * What an oracle found, in numbers: a campaign adds them up.
 *
 * @param events looked at
 * @param lost events at or below the checkpoint that were not applied
 * @param doubled events that were applied more than once
 * @param torn events that were applied though the checkpoint lies below them, or though the log does not hold them
 * @param wrongRows rows of folds that differ from the same fold in SQL
 */
record Verdict(long events, long lost, long doubled, long torn, long wrongRows) {

    static final Verdict NOTHING = new Verdict(0, 0, 0, 0, 0);

    Verdict plus(Verdict other) {
        return new Verdict(
                events + other.events,
                lost + other.lost,
                doubled + other.doubled,
                torn + other.torn,
                wrongRows + other.wrongRows);
    }

    boolean isGood() {
        return lost == 0 && doubled == 0 && torn == 0 && wrongRows == 0;
    }

    /** @throws AssertionError if anything is wrong */
    Verdict require() {
        if (!isGood()) {
            throw new AssertionError("The read models are not what the log says: " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return events + " events: " + lost + " lost, " + doubled + " doubled, " + torn + " torn, " + wrongRows
                + " wrong rows";
    }
}
