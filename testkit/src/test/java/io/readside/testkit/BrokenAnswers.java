package io.readside.testkit;

import io.readside.readstore.Answer;
import io.readside.readstore.Intent;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuilds;
import java.time.Duration;

/** Stores that get one thing wrong when an intent is carried out and reported in one act. */
final class BrokenAnswers {

    private BrokenAnswers() {}

    static class AnswersNobody extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuilds answering(Answer answer) {
                    return honest.rebuilds();
                }
            };
        }
    }

    /** Does it again, and tells those who asked the second time. */
    static class CarriesOutTwice extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuilds answering(Answer answer) {
                    boolean isReported = honest.intents()
                            .find(answer.intent())
                            .flatMap(Intent::report)
                            .isPresent();
                    return isReported ? honest.rebuilds() : super.answering(answer);
                }
            };
        }
    }

    static class ReportsBeforehand extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuilds answering(Answer answer) {
                    return new Forwarding.ToRebuilds(honest.rebuilds()) {
                        @Override
                        public Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout) {
                            honest.intents().report(answer.intent(), answer.report(rebuild));
                            return super.drop(rebuild, note, lockTimeout);
                        }
                    };
                }
            };
        }
    }
}
