package io.readside.memory;

import io.readside.event.Position;
import io.readside.readstore.Compared;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A rebuild as it is to be written down next. */
record RebuildDraft(
        Rebuild before, State state, String note, Optional<String> pausedBy, Optional<Compared> compared, int round) {

    static RebuildDraft of(Rebuild rebuild) {
        return new RebuildDraft(
                rebuild, rebuild.state(), rebuild.note(), rebuild.pausedBy(), rebuild.compared(), rebuild.round());
    }

    RebuildDraft to(State next, String why) {
        return new RebuildDraft(before, next, why, pausedBy, compared, round);
    }

    RebuildDraft pausedBy(Optional<String> by) {
        return new RebuildDraft(before, state, note, by, compared, round);
    }

    RebuildDraft compared(Compared found) {
        return new RebuildDraft(before, state, note, pausedBy, Optional.of(found), round);
    }

    RebuildDraft nextRound() {
        return new RebuildDraft(before, state, note, pausedBy, compared, round + 1);
    }

    /** @param green where it stands */
    Rebuild at(Position green, Instant now) {
        boolean begins = before.begun().isEmpty() && state == State.LOADING;
        boolean arrives = before.took().isEmpty() && state == State.AT_HEAD;
        return new Rebuild(
                before.id(),
                before.blue(),
                before.green(),
                before.version(),
                state,
                before.by(),
                pausedBy,
                begins ? Optional.of(now) : before.begun(),
                arrives ? before.begun().map(begun -> Duration.between(begun, now)) : before.took(),
                begins ? green : before.from(),
                state == before.state() ? before.since() : now,
                compared,
                note,
                round,
                before.newTimeline());
    }
}
