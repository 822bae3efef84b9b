package io.readside.postgres.honesty;

import io.readside.consistency.Answer;
import java.time.Duration;
import java.util.function.ToLongFunction;

/**
 * What a session was told about one key.
 *
 * @param question of a session whose answers come one after the other
 * @param number of events that the row knew; 0 without a row; -1 without a value
 * @param vouched position that the answer claims, if it claims one
 * @param parkedKeys that the answer says are there
 * @param took from the question to the answer
 * @param why of Parked and Failed
 */
record Told(Question question, Arm arm, long number, long vouched, long parkedKeys, Duration took, String why) {

    static final long NO_VALUE = -1;

    /**
     * What was asked.
     *
     * @param model that was read
     * @param after position of the token that the session passed; 0 without one
     * @param within longest wait
     */
    record Question(String session, Way way, String model, String key, long after, Duration within) {}

    /** How it was asked for. */
    enum Way {
        ROW,
        ROWS,
        /** A query of the session's own, in a snapshot of Readside's. */
        QUERY,
        /** Two read models in one snapshot. */
        JOINT,
        ASYNC,
        /** The gate in SQL, then the view, READ COMMITTED. */
        SQL,
        /** The gate in SQL, then the table of the generation that it names, in a REPEATABLE READ transaction of the caller's. */
        SNAPSHOT;

        /** Whether it is of one key, so that Parked is said of that key alone. */
        boolean isOfOneKey() {
            return this == ROW || this == ASYNC;
        }
    }

    enum Arm {
        FRESH,
        PENDING,
        PARKED,
        /** An exception instead of an answer. */
        FAILED
    }

    static <T> Told of(Question question, Answer<T> answer, ToLongFunction<T> number, Duration took) {
        return answer.match(
                fresh -> new Told(
                        question,
                        Arm.FRESH,
                        number.applyAsLong(fresh.value()),
                        fresh.position().value(),
                        fresh.parkedKeys(),
                        took,
                        ""),
                pending -> without(question, Arm.PENDING, took, ""),
                parked -> without(question, Arm.PARKED, took, parked.reason()));
    }

    static Told without(Question question, Arm arm, Duration took, String why) {
        return new Told(question, arm, NO_VALUE, 0, 0, took, why);
    }
}
