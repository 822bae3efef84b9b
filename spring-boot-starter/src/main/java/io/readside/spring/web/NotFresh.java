package io.readside.spring.web;

import io.readside.consistency.Answer;

/** Carries the gate's answer past the handler method that must not run. */
final class NotFresh extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer<?> answer;

    NotFresh(Answer<?> answer) {
        super("The read model is not fresh: " + answer, null, false, false);
        this.answer = answer;
    }

    Answer<?> answer() {
        return answer;
    }
}
