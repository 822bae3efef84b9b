package io.readside.planted.worker;

import io.readside.planted.event.SpeaksSql;
import org.jspecify.annotations.Nullable;

/** With the room of events, which knows it, a cycle. */
public record Works(@Nullable SpeaksSql sql) {}
