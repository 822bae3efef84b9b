package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.Page;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a feed has to wait, if it has to: another generation is to come to the same position. */
final class MeetingPlace {

    private @Nullable Checkpoint at;

    void is(Optional<Checkpoint> meeting) {
        at = meeting.orElse(null);
    }

    boolean isReached(Position place) {
        return at != null && !place.isBefore(at.position());
    }

    /** What of a page may be applied. */
    Page upTo(Page page) {
        return at == null ? page : page.upTo(at);
    }
}
