package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Role;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells readers who wait, a listener and the log what becomes of one generation, and the log what to do about it. */
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final Projection<?> projection;
    private final GenerationId generation;
    private final CheckpointBoard board;
    private final WorkerListener listener;
    private Role role = Role.ACTIVE;
    private boolean isMute;

    Announcer(Projection<?> projection, GenerationId generation, CheckpointBoard board, WorkerListener listener) {
        this.projection = projection;
        this.generation = generation;
        this.board = board;
        this.listener = listener;
    }

    /** From now on says nothing of what goes wrong: nobody can do anything about it. */
    void mute() {
        isMute = true;
    }

    void isOn(Role now) {
        role = now;
    }

    void applied(Checkpoint to, int events, int unknownIgnored) {
        board.announce(projection.versionedName(), to);
        listener.applied(generation, to, events);
        if (unknownIgnored > 0) {
            listener.ignoredUnknown(generation, unknownIgnored);
        }
    }

    void retrying(int attempt, Duration pause, String failure) {
        listener.retrying(generation, attempt, pause, new EventFailed(failure));
    }

    void freed(Key key) {
        listener.freed(generation, key);
    }

    void parked(Parked event) {
        if (isMute) {
            return;
        }
        LOG.warn(
                "{}: key {} is parked at {}: {}. Its later events wait, all other keys go on. Once mended: ./readside retry {} '{}'",
                generation,
                event.key(),
                event.event(),
                event.reason(),
                projection.name(),
                event.key());
        board.announceTrouble(projection.versionedName());
        listener.parked(generation, event);
    }

    void stopped(Poison poison, Checkpoint at) {
        if (isMute) {
            return;
        }
        board.announceTrouble(projection.versionedName());
        listener.stopped(generation, poison);
        LOG.warn(
                "{} has stopped below {}. All other projections go on. Mend the projection or the event's type and restart the"
                        + " application, or: ./readside resume {}{}. It goes on from position {}.",
                generation,
                poison,
                projection.name(),
                role == Role.ACTIVE ? "" : " --rebuild",
                at);
    }
}
