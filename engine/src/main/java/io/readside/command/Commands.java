package io.readside.command;

import io.readside.event.Event;
import io.readside.event.EventData;
import io.readside.event.EventStream;
import io.readside.event.Json;
import io.readside.event.NewEvent;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import io.readside.eventlog.Appended;
import io.readside.eventlog.EventIdConflict;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.WrongExpectedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Executes commands against a log. Safe for use by many threads. */
public final class Commands {

    /** Most attempts at one command, the first included, while other writers of the stream are faster. */
    public static final int MAX_ATTEMPTS = 10;

    private static final PageLimit PAGE = PageLimit.events(500);

    private final EventLog log;
    private final Supplier<UUID> newId;
    private final Consumer<VersionToken> listener;

    public Commands(EventLog log, Supplier<UUID> newId) {
        this(log, newId, token -> {});
    }

    /** @param listener hears the token of each command that is executed, in its thread, after the commit */
    public Commands(EventLog log, Supplier<UUID> newId, Consumer<VersionToken> listener) {
        this.log = log;
        this.newId = newId;
        this.listener = listener;
    }

    /** Folds all events of a stream: the strong read, straight from the log. */
    public <S, E> Loaded<S> load(WriteModel<S, E> model, String id) {
        return history(model, model.events().stream(id), null).loaded();
    }

    /**
     * Loads the stream, decides, appends. If another writer was first, it loads and decides again, so the decision always
     * rests on the stream's real last state.
     *
     * @param decide pure; gives the new events, none if there is nothing to do, or throws the caller's own exception
     * @throws WrongExpectedVersion if other writers were first {@link #MAX_ATTEMPTS} times
     */
    public <S, E> Decided<S> execute(WriteModel<S, E> model, String id, Function<S, List<? extends E>> decide) {
        return execute(model, id, null, decide);
    }

    /**
     * As {@link #execute(WriteModel, String, Function)}, and sending the command again has no further effect: it returns
     * the first result.
     *
     * @throws CommandIdReused if the key was used for a command with another fingerprint
     */
    public <S, E> Decided<S> execute(
            WriteModel<S, E> model, String id, @Nullable CommandId command, Function<S, List<? extends E>> decide) {
        EventStream<E> stream = model.events().stream(id);
        for (int attempt = 1; ; attempt++) {
            History<S> history = history(model, stream, command);
            if (history.earlier().isPresent()) {
                return told(history.earlier().get());
            }
            List<? extends E> decision = decide.apply(history.loaded().state());
            if (decision.isEmpty()) {
                return told(
                        new Decided<>(history.loaded().state(), history.loaded().token()));
            }
            try {
                Appended appended =
                        log.append(stream.name(), history.loaded().expected(), encode(model, command, decision));
                listener.accept(appended.token()); // before anything can fail: the events are in the log
                S state = history.loaded().state();
                for (E event : decision) {
                    state = model.evolve().apply(state, event);
                }
                return new Decided<>(state, appended.token());
            } catch (WrongExpectedVersion lostRace) {
                if (attempt == MAX_ATTEMPTS) {
                    throw lostRace;
                }
            } catch (EventIdConflict sameCommandAtOnce) {
                if (command == null || attempt == MAX_ATTEMPTS) {
                    throw sameCommandAtOnce;
                }
            }
        }
    }

    private <S> Decided<S> told(Decided<S> decided) {
        listener.accept(decided.token());
        return decided;
    }

    private <S, E> List<EventData> encode(
            WriteModel<S, E> model, @Nullable CommandId command, List<? extends E> decision) {
        List<EventData> encoded = new ArrayList<>(decision.size());
        for (E payload : decision) {
            NewEvent<E> event = NewEvent.of(payload);
            if (command != null) {
                event = event.withId(command.eventId(encoded.size()))
                        .withMetadata(Map.of(CommandId.FINGERPRINT, command.fingerprint()));
            }
            encoded.add(model.events().encode(event, newId));
        }
        return encoded;
    }

    /**
     * A stream read to its end.
     *
     * @param earlier what this command came to when it was sent before
     */
    private record History<S>(Loaded<S> loaded, Optional<Decided<S>> earlier) {}

    private <S, E> History<S> history(WriteModel<S, E> model, EventStream<E> stream, @Nullable CommandId command) {
        Replay<S, E> replay = new Replay<>(model, command, log.timeline());
        StreamVersion next = StreamVersion.FIRST;
        List<StoredEvent> page;
        do {
            page = log.readStream(stream.name(), next, PAGE);
            page.forEach(replay::on);
            next = page.isEmpty()
                    ? next
                    : page.get(page.size() - 1).streamVersion().next();
        } while (!page.isEmpty()); // a page may be cut by its size
        return replay.end();
    }

    /** Folds a stream, and notes the state and position after the last event of the command that is being executed. */
    private static final class Replay<S, E> {

        private final WriteModel<S, E> model;
        private final @Nullable CommandId command;
        private final int timeline;
        private S state;
        private @Nullable StoredEvent last;
        private int found;
        private @Nullable Decided<S> earlier;

        Replay(WriteModel<S, E> model, @Nullable CommandId command, int timeline) {
            this.model = model;
            this.command = command;
            this.timeline = timeline;
            this.state = model.initial();
        }

        void on(StoredEvent stored) {
            for (Event<E> event : model.events().decode(stored)) {
                state = model.evolve().apply(state, event.payload());
            }
            last = stored;
            if (command != null && stored.id().equals(command.eventId(found))) {
                if (!command.fingerprint()
                        .equals(Json.readObject(stored.metadata()).get(CommandId.FINGERPRINT))) {
                    throw new CommandIdReused(command);
                }
                found++;
                earlier = new Decided<>(state, token(stored.position()));
            }
        }

        History<S> end() {
            Optional<StreamVersion> version = Optional.ofNullable(last).map(StoredEvent::streamVersion);
            Position position = last == null ? Position.ZERO : last.position();
            return new History<>(new Loaded<>(state, version, token(position)), Optional.ofNullable(earlier));
        }

        private VersionToken token(Position position) {
            return VersionToken.of(timeline, position);
        }
    }
}
