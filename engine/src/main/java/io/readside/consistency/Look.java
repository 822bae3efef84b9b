package io.readside.consistency;

import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Pending;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.projection.ReadModel;
import io.readside.readstore.Generation;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.RunState;
import io.readside.readstore.Snapshot;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One snapshot, held against what its reader asks for.
 *
 * @param troubles announced of the read models before it was taken
 */
record Look<T>(List<ReadModel> models, Terms terms, long troubles, Snapshot<T> snapshot) {

    private static final long SHORTEST_RETRY_MS = 50;
    private static final long LONGEST_RETRY_MS = 2000;

    /** For a reader whom nobody has looked for. */
    static <T> Answer<T> none() {
        return new Pending<>(Duration.ofMillis(LONGEST_RETRY_MS), 0, Optional.empty());
    }

    /** Whether every generation that was read vouches for the value. */
    boolean isFresh() {
        return !isParked() && behind().isEmpty();
    }

    /** Whether waiting is in vain: an operator has to act first, or it is of another version. */
    boolean isHopeless() {
        return isParked()
                || behindOnes()
                        .anyMatch(i -> isAnotherVersion(i) || !(generation(i).state() instanceof RunState.Running));
    }

    /** The first read model that does not vouch for the value. */
    Optional<ReadModel> behind() {
        return behindOnes().<ReadModel>mapToObj(models::get).findFirst();
    }

    private IntStream behindOnes() {
        return indexes().filter(i -> !vouches(i));
    }

    private boolean vouches(int i) {
        Generation generation = generation(i);
        VersionToken token = terms.token();
        return !isAnotherVersion(i)
                && generation.shown()
                && !(generation.state() instanceof RunState.Regressed)
                && (token == null || generation.checkpoint().covers(token));
    }

    /** Whether the token is of a timeline that one of them has left behind. */
    boolean isOfLaterTimeline() {
        VersionToken token = terms.token();
        return token != null
                && snapshot.generations().stream()
                        .anyMatch(
                                generation -> generation.checkpoint().timeline().orElse(0) > token.timeline());
    }

    /** Whether the key that was read lacks an event that the reader must see. */
    private boolean isParked() {
        return lacking().isPresent();
    }

    private Optional<ParkedEvent> lacking() {
        VersionToken token = terms.token();
        return snapshot.parked()
                .filter(first -> token == null
                        || token.in(first.position().partition())
                                .filter(wanted -> !first.position().isAfter(wanted))
                                .isPresent());
    }

    Answer<T> answer() {
        if (isFresh()) {
            return new Fresh<>(snapshot.value(), lowest(), parkedKeys());
        }
        if (indexes().anyMatch(this::isAnotherVersion)) {
            return none(); // nothing to show yet, however old
        }
        Optional<T> stale = terms.orStale() ? Optional.of(snapshot.value()) : Optional.empty();
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            return new Parked<>(obstacle.get(), stale);
        }
        return new Pending<>(retryAfter(missing()), missing(), stale);
    }

    /** What an operator has to see to before the reader can be answered. */
    private Optional<String> obstacle() {
        return behindOnes()
                .mapToObj(i -> stop(models.get(i), generation(i).state()))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> lacking()
                        .map(first -> called(models.get(0)) + " cannot apply " + first.event() + " to key "
                                + first.key() + ": " + first.reason().orElse("it waits behind an earlier event")));
    }

    private static Optional<String> stop(ReadModel model, RunState state) {
        if (state instanceof RunState.Stopped stopped) {
            return Optional.of(called(model) + " has stopped at " + stopped.event() + ": " + stopped.reason());
        }
        if (state instanceof RunState.Regressed regressed) {
            return Optional.of(called(model) + " has stopped: " + regressed.reason());
        }
        return Optional.empty();
    }

    private static String called(ReadModel model) {
        return "projection '" + model.name() + "'";
    }

    private Position lowest() {
        return snapshot.generations().stream()
                .map(Generation::checkpoint)
                .map(Checkpoint::position)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private long parkedKeys() {
        return snapshot.generations().stream().mapToLong(Generation::parkedKeys).sum();
    }

    /** Positions between the lowest checkpoint and the token. */
    private long missing() {
        VersionToken token = terms.token();
        if (token == null) {
            return 0;
        }
        Position lowest = lowest();
        long wanted = token.in(lowest.partition()).map(Position::value).orElse(0L);
        return Math.max(0, wanted - lowest.value());
    }

    /** A guess: a worker does some ten events a millisecond. */
    private static Duration retryAfter(long missing) {
        return Duration.ofMillis(Math.max(SHORTEST_RETRY_MS, Math.min(LONGEST_RETRY_MS, missing / 10)));
    }

    private boolean isAnotherVersion(int i) {
        return generation(i).version() != models.get(i).version();
    }

    private Generation generation(int i) {
        return snapshot.generations().get(i);
    }

    private IntStream indexes() {
        return IntStream.range(0, models.size());
    }
}
