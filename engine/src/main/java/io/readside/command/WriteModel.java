package io.readside.command;

import io.readside.event.Events;
import java.util.function.BiFunction;

/**
 * How the events of one stream become the state that a decision needs.
 *
 * @param initial before the first event
 * @param evolve pure: the state after one more event
 * @param <S> the state
 * @param <E> what all events of the category are
 */
public record WriteModel<S, E>(Events<E> events, S initial, BiFunction<S, E, S> evolve) {}
