package io.readside.consistency;

import io.readside.projection.ReadModel;
import java.time.Duration;
import java.util.List;

/** Hears what readers are told. Called on the thread that answers, which it must not hold up. */
public interface ReadListener {

    ReadListener NONE = (models, answer, waited) -> {};

    /**
     * A reader was answered.
     *
     * @param models that were read
     * @param answer which of the arms it was, and from where
     * @param waited for the read model; zero if it was answered from the first look
     */
    void answered(List<ReadModel> models, Told answer, Duration waited);

    /** What a reader was told. */
    enum Told {
        FRESH,
        /** Fresh, by folding a stream: what should stay rare. */
        STRONG,
        PENDING,
        PARKED;

        static Told by(Answer<?> answer) {
            return answer.match(
                    fresh -> fresh.source() == Answer.Source.STREAM ? STRONG : FRESH,
                    pending -> PENDING,
                    parked -> PARKED);
        }
    }
}
