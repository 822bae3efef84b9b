package io.readside.planted.event;

import io.readside.planted.worker.Works;

/** A room that knows one further down the way. */
public record KnowsTheWorker(Works works) {}
