package io.readside.postgres.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.projection.FoldProjection;
import io.readside.testkit.orders.Orders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Keeps every answer that readers were given, and judges them once the whole log is known. */
final class Witness {

    /**
     * An answer that was presented as current.
     *
     * @param asked the token that the reader passed
     * @param at the position that the answer vouches for
     */
    record Seen(FoldProjection<?> projection, String order, Position asked, Position at, Optional<?> row) {}

    private record Lived(Position position, Object payload) {}

    private final Queue<Seen> answers = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    void saw(Seen seen) {
        answers.add(seen);
    }

    void failed(String how) {
        failures.add(how);
    }

    /** @return how many answers there were, all of them right */
    int judge(EventLog log) {
        assertThat(failures).isEmpty();
        Map<String, List<Lived>> lives = lives(log);
        Map<String, Optional<?>> known = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Seen seen : answers) {
            List<Object> upTo = lives.getOrDefault(seen.order(), List.of()).stream()
                    .filter(event -> !event.position().isAfter(seen.at()))
                    .map(Lived::payload)
                    .toList();
            Optional<?> right = known.computeIfAbsent(
                    seen.projection().versionedName() + " " + seen.order() + " " + upTo.size(),
                    same -> Optional.ofNullable(row(seen.projection(), seen.order(), upTo)));
            if (seen.at().isBefore(seen.asked()) || !right.equals(seen.row())) {
                wrong.add(seen + " should be " + right);
            }
        }
        assertThat(wrong).isEmpty();
        return answers.size();
    }

    private static @Nullable Object row(FoldProjection<?> projection, String order, List<Object> events) {
        return projection.fold().on(order, events.toArray()).row(order);
    }

    private static Map<String, List<Lived>> lives(EventLog log) {
        Map<String, List<Lived>> lives = new HashMap<>();
        Checkpoint place = Checkpoint.ZERO;
        while (place.position().isBefore(log.head())) {
            Page page = log.read(place, EventFilter.category("order"), PageLimit.events(1_000));
            page.events()
                    .forEach(stored -> Orders.EVENTS
                            .decode(stored)
                            .forEach(event -> lives.computeIfAbsent(
                                            stored.stream().id(), id -> new ArrayList<>())
                                    .add(new Lived(stored.position(), event.payload()))));
            place = page.scannedTo();
        }
        return lives;
    }
}
