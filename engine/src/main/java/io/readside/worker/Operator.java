package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.LogRegressed;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Generation;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.RunState;
import io.readside.readstore.Skip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Does what an operator wants with the generation of one worker, on the worker's thread. */
final class Operator {

    /**
     * What came of it.
     *
     * @param halted whether the worker applies no more events for now
     */
    record Done(boolean halted, Report report) {

        static Done as(boolean halted, String message) {
            return new Done(halted, new Report(true, message));
        }

        static Done refused(boolean halted, String message) {
            return new Done(halted, new Report(false, message));
        }
    }

    private final Projection<?> projection;
    private final EventLog log;
    private final Applier applier;
    private final Feed feed;

    Operator(Projection<?> projection, EventLog log, Applier applier, Feed feed) {
        this.projection = projection;
        this.log = log;
        this.applier = applier;
        this.feed = feed;
    }

    /** @param halted whether the worker applies no events now */
    Done act(Intent intent, boolean halted) {
        Act act = intent.act();
        if (act instanceof Act.Pause) {
            return pause(intent.by());
        }
        if (act instanceof Act.Resume) {
            return resume(halted);
        }
        if (act instanceof Act.Skip skip) {
            return skip(skip, intent.by(), halted);
        }
        if (act instanceof Act.Retry retry) {
            return retry(retry.key(), halted);
        }
        return Done.refused(halted, "This process does not know how to do that: " + act + ". Nothing was changed.");
    }

    private Done pause(String by) {
        Generation now = applier.current();
        if (now.state() instanceof RunState.Regressed) {
            return Done.refused(
                    true,
                    "It applies nothing already, since its log is not the one that it was built from, and runs as soon as"
                            + " it is again. Nothing was changed.");
        }
        applier.pause(feed.epoch(), by);
        return Done.as(true, "Paused at position " + now.checkpoint() + ".");
    }

    private Done resume(boolean halted) {
        Checkpoint from = applier.current().checkpoint();
        try {
            log.verify(from);
        } catch (LogRegressed e) {
            return Done.refused(halted, String.valueOf(e.getMessage()));
        }
        applier.run(feed.epoch());
        return Done.as(false, "Goes on from position " + from + ".");
    }

    /** May be carried out again, since its report may have been lost: for keys that are done with, it only frees them. */
    private Done skip(Act.Skip skip, String by, boolean halted) {
        Position position = Position.of(skip.position());
        Set<Key> before = keysSkipped(position);
        Map<Key, Position> firsts = applier.parked();
        Optional<Key> key = named(skip.key(), firsts.keySet()).or(() -> named(skip.key(), before));
        if (key.isEmpty()) {
            return notParked(skip.key(), halted);
        }
        List<Key> keys = skippedTogether(key.get(), position, before);
        List<Key> now = new ArrayList<>();
        for (Key one : keys) {
            if (position.equals(firsts.get(one))) {
                now.add(one);
            } else if (!before.contains(one)) {
                return Done.refused(
                        halted,
                        "The first event parked for key " + one + " is not the one at position " + position + " but at "
                                + firsts.get(one) + ". Nothing was skipped; look again with: ./readside parked");
            }
        }
        now.forEach(one -> applier.skip(feed.epoch(), new Skip(one, position, skip.reason(), by)));
        return skipped(position, keys, feed.free(keys), halted);
    }

    private Set<Key> keysSkipped(Position position) {
        return applier.skipped().entrySet().stream()
                .filter(skipped -> skipped.getValue().contains(position))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * An event that takes effect as a whole is given up for every key that waits for it. The key that was named comes last:
     * a skip that breaks off is completed when it is carried out again.
     */
    private List<Key> skippedTogether(Key named, Position position, Set<Key> before) {
        if (projection.splitsByKey()) {
            return List.of(named);
        }
        Stream<Key> others = Stream.concat(before.stream(), applier.keysWaitingFor(Set.of(position)).stream())
                .distinct()
                .filter(key -> !key.equals(named));
        return Stream.concat(others, Stream.of(named)).toList();
    }

    private static Done skipped(Position position, List<Key> keys, Map<Key, String> still, boolean halted) {
        String of = keys.size() == 1 ? "" : " of keys " + keys;
        String now = still.entrySet().stream()
                .findFirst()
                .map(first -> "Key " + first.getKey() + " is still parked: " + first.getValue() + ".")
                .orElse(keys.size() == 1 ? "The key is free." : "The keys are free.");
        return Done.as(halted, "Skipped the event at position " + position + of + ". " + now);
    }

    private Done retry(Optional<String> name, boolean halted) {
        List<Key> keys = new ArrayList<>();
        if (name.isPresent()) {
            Optional<Key> key = named(name.get(), applier.parked().keySet());
            if (key.isEmpty()) {
                return notParked(name.get(), halted);
            }
            keys.add(key.get());
        } else {
            applier.parked().entrySet().stream()
                    .sorted(Comparator.comparing(entry -> entry.getValue()))
                    .map(Map.Entry::getKey)
                    .forEach(keys::add);
        }
        Map<Key, String> still = feed.free(keys);
        String freed = keys.size() - still.size() + " of " + keys.size() + " keys are free";
        return still.entrySet().stream()
                .findFirst()
                .map(first -> Done.refused(halted, freed + "; key " + first.getKey() + ": " + first.getValue() + "."))
                .orElseGet(() -> Done.as(halted, freed + "."));
    }

    private Optional<Key> named(String name, Set<Key> keys) {
        return projection.shape().keyNamed(name).filter(keys::contains);
    }

    private static Done notParked(String key, boolean halted) {
        return Done.refused(halted, "Key " + key + " is not parked. Those that are: ./readside parked");
    }
}
