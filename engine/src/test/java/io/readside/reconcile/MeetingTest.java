package io.readside.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.BankEvent.Deposited;
import io.readside.event.Checkpoint;
import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.GenerationId;
import io.readside.readstore.SwapBlocked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two generations that stand still at one position. */
class MeetingTest extends ReconcileScene {

    @Test
    void the_one_that_the_caller_feeds_is_driven_to_the_other() throws Exception {
        append(accounts(50));
        start();

        try (Scratch scratch = Scratch.create(bench(), Optional.empty())) {
            Checkpoint at = scratch.meet(meeting -> {
                assertThat(scratch.recomputed().rows(Set.of(Key.of("49")))).hasSize(1);
                return meeting;
            });

            assertThat(at.position()).isEqualTo(log.head());
        }
    }

    @Test
    void nothing_is_applied_beyond_the_meeting_until_it_has_ended() throws Exception {
        append(accounts(50));
        start();

        try (Scratch scratch = Scratch.create(bench(), Optional.empty())) {
            Checkpoint before = scratch.meet(at -> {
                Bank.append(log, new Deposited("1", 1));
                return live().checkpoint();
            });
            signals.awaitApplied(log.head());

            assertThat(before.position().value()).isEqualTo(100);
            assertThat(live().checkpoint().position().value()).isEqualTo(101);
        }
    }

    /** The store ends it after a while, so that nobody waits for a dead process; what was seen then was not at one position. */
    @Test
    void what_was_seen_after_the_meeting_has_ended_does_not_count() throws Exception {
        append(accounts(50));
        start();
        AtomicInteger attempts = new AtomicInteger();

        try (Scratch scratch = Scratch.create(bench(), Optional.empty())) {
            int seen = scratch.meet(at -> {
                if (attempts.incrementAndGet() == 1) {
                    end(scratch.comparison());
                    append(new Deposited("1", 1));
                }
                scratch.requireStill(at);
                return attempts.get();
            });

            assertThat(seen).isEqualTo(2);
        }
    }

    private void end(Comparison comparison) {
        store.rebuilds().part(comparison.left(), comparison.right());
    }

    @Test
    void one_that_nobody_feeds_is_not_waited_for_forever() {
        append(accounts(50));
        start();
        GenerationId scratch = store.rebuilds().scratch(projection).id();
        List<Long> pauses = new ArrayList<>();
        AtomicInteger clock = new AtomicInteger();
        Meeting meeting = new Meeting(
                store.rebuilds(), () -> clock.incrementAndGet() * 100_000_000L, pause -> pauses.add(pause.toMillis()));

        assertThatThrownBy(() -> meeting.hold(live().id(), scratch, at -> at))
                .isInstanceOf(SwapBlocked.class)
                .hasMessageContainingAll(scratch.toString(), "position 100", "Is it being fed?");

        assertThat(pauses.stream().filter(pause -> pause >= 50)).hasSize(9);
    }
}
