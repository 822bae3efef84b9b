package io.readside.postgres.honesty;

import io.readside.postgres.honesty.Told.Arm;
import io.readside.postgres.honesty.Told.Question;
import io.readside.postgres.honesty.Told.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what sessions were told against the log once all is over. A Fresh answer:
 *
 * <ol>
 *   <li>knows every event of its key at or below the token asked with, whoever wrote it; a list that says that keys are parked
 *       may lack those of a parked key;
 *   <li>knows every event of its key at or below the position that it vouches for, unless it says that keys are parked and
 *       the key may be one of them; and vouches for no less than the token;
 *   <li>knows no less of a key than its session was shown before;
 *   <li>invents nothing.
 * </ol>
 *
 * A Parked answer is of a key with an event at or below the token that could not be applied, a Pending one has no value, every
 * answer comes in time, and none is an exception.
 */
final class Judge {

    /** What an answer may take beyond the wait that its reader was ready for, on a machine that does other work. */
    static final Duration SLACK = Duration.ofSeconds(5);

    private final Lives lives;
    private final List<String> wrong = new ArrayList<>();
    private final Map<Arm, Long> answers = new EnumMap<>(Arm.class);
    private final Map<Way, Long> ways = new EnumMap<>(Way.class);
    private final Map<String, Long> shown = new HashMap<>();
    private @Nullable Told slowest;
    private long total;

    Judge(Lives lives) {
        this.lives = lives;
    }

    /** @param told of one session in their order */
    Judge hear(Iterable<Told> told) {
        told.forEach(this::judge);
        return this;
    }

    /** What was wrong with the answers; empty: nothing. */
    List<String> wrong() {
        return wrong;
    }

    long total() {
        return total;
    }

    long count(Arm arm) {
        return answers.getOrDefault(arm, 0L);
    }

    long count(Way way) {
        return ways.getOrDefault(way, 0L);
    }

    private void judge(Told told) {
        Question question = told.question();
        total++;
        answers.merge(told.arm(), 1L, Long::sum);
        ways.merge(question.way(), 1L, Long::sum);
        require(beyond(told).compareTo(SLACK) <= 0, told, "came too late");
        if (slowest == null || beyond(told).compareTo(beyond(slowest)) > 0) {
            slowest = told;
        }
        switch (told.arm()) {
            case FRESH -> judgeFresh(told);
            case PENDING -> require(told.number() == Told.NO_VALUE, told, "is pending and has a value");
            case PARKED ->
                require(
                        lives.isFlawed(question.key(), question.after() == 0 ? Long.MAX_VALUE : question.after()),
                        told,
                        "is of a key that nothing is parked of");
            case FAILED -> require(false, told, "is no answer");
        }
    }

    private static Duration beyond(Told told) {
        return told.took().minus(told.question().within());
    }

    private void judgeFresh(Told told) {
        Question question = told.question();
        boolean mayLack = told.parkedKeys() > 0;
        long asked = known(
                question.key(), question.after(), mayLack && !question.way().isOfOneKey());
        require(told.number() >= asked, told, "should know " + asked + " events, by its token");
        require(told.vouched() >= question.after(), told, "vouches for less than its token");
        long vouched = known(question.key(), told.vouched(), mayLack);
        require(told.number() >= vouched, told, "should know " + vouched + " events, by what it vouches for");
        long all = lives.upTo(question.key(), Long.MAX_VALUE);
        require(told.number() <= all, told, "should know at most " + all + " events");
        String place = question.session() + " " + question.model() + " " + question.key();
        long before = shown.getOrDefault(place, 0L);
        require(told.number() >= before, told, "knows less than the " + before + " that its session has seen");
        shown.put(place, Math.max(before, told.number()));
    }

    private long known(String key, long position, boolean mayLackWhatIsParked) {
        return mayLackWhatIsParked ? lives.soundUpTo(key, position) : lives.upTo(key, position);
    }

    private void require(boolean right, Told told, String otherwise) {
        if (!right) {
            wrong.add(told + " " + otherwise);
        }
    }

    @Override
    public String toString() {
        return total + " answers " + answers + ", by " + ways + ", wrong: " + wrong.size() + ", the slowest " + slowest;
    }
}
