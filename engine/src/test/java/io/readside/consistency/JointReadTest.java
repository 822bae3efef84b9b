package io.readside.consistency;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.Signals;
import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Pending;
import io.readside.consistency.ReadListener.Told;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.projection.FoldProjection;
import io.readside.projection.ReadModel;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One token, several read models. */
@Timeout(60)
class JointReadTest extends GateScene {

    private static final FoldProjection<Balance> SECOND = Bank.balances("second");

    private final Generation second = store.generations().open(SECOND);
    private final Applier toSecond = store.applier(SECOND, second.id());
    private final List<List<ReadModel>> heard = new ArrayList<>();

    private JointRead both(String token) {
        Gate gate = new Gate(
                log,
                store.reads(),
                board,
                WaitLimits.DEFAULT,
                (models, answer, waited) -> heard.add(models),
                nanos::get);
        return gate.read(BALANCES).and(SECOND).after(VersionToken.parse(token));
    }

    private void applyToSecond(long from, long to) {
        toSecond.apply(new Batch(second.epoch(), Checkpoint.of(from), Checkpoint.of(to), List.of(), List.of()));
        board.announce("second_v1", Checkpoint.of(to));
    }

    @Test
    void it_is_fresh_when_all_of_them_know_and_vouched_for_by_the_lowest() {
        applyUpTo(3, 11);
        applyToSecond(0, 2);

        assertThat(both("2").query(session -> "seen")).isEqualTo(new Fresh<>("seen", Position.of(2), 0));
        assertThat(both("2").checkpoint()).isEqualTo(new Fresh<>(Checkpoint.of(2), Position.of(2), 0));
        assertThat(both("3").query(session -> "seen"))
                .isEqualTo(new Pending<>(Duration.ofMillis(50), 1, Optional.empty()));
        assertThat(heard).containsOnly(List.of(BALANCES, SECOND));
    }

    @Test
    void it_waits_for_one_after_the_other() {
        CompletableFuture<Answer<String>> answer =
                both("3").within(LONG).async().query(session -> "seen");

        applyUpTo(3, 11);
        applyToSecond(0, 3);

        assertThat(Signals.await(answer)).isInstanceOf(Fresh.class);
    }

    @Test
    void one_that_is_lost_is_named_while_a_paused_one_that_knows_is_not_in_the_way() {
        applyUpTo(3, 11);
        applier.pause(generation.epoch(), "ann");
        toSecond.regress(second.epoch(), "the log ends at position 1");

        assertThat(both("3").within(LONG).query(session -> "seen"))
                .isInstanceOfSatisfying(
                        Parked.class, parked -> assertThat(parked.reason()).contains("second", "ends at position 1"));
        toSecond.run(second.epoch());
        CompletableFuture<Answer<String>> answer =
                both("3").within(LONG).async().query(session -> "seen");
        applyToSecond(0, 3);
        assertThat(Signals.await(answer)).isInstanceOf(Fresh.class);
    }

    @Test
    void what_readers_are_told_is_heard() {
        List<Told> told = new ArrayList<>();
        Gate gate = new Gate(
                log,
                store.reads(),
                board,
                WaitLimits.DEFAULT,
                (models, answer, waited) -> told.add(answer),
                nanos::get);

        gate.read(BALANCES).row("1");
        gate.read(BALANCES).after(VersionToken.parse("3")).row("1");
        applier.regress(generation.epoch(), "gone");
        gate.read(BALANCES).row("1");

        assertThat(told).containsExactly(Told.FRESH, Told.PENDING, Told.PARKED);
    }
}
