package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.worker.BareFeed.key;
import static io.readside.worker.BareFeed.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.readstore.Applier;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.RunState;
import io.readside.readstore.Skip;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What operators want of a read model at which nothing else happens. */
class OperatorTest {

    private final BareFeed bench = new BareFeed();
    private final Applier applier = bench.applier(BALANCES);
    private final Feed feed = bench.begin(BALANCES);
    private final Operator operator = new Operator(BALANCES, bench.log, applier, feed);

    private Operator.Done act(Act act, boolean halted) {
        return operator.act(new Intent(1, "balances", act, "ann", Optional.empty()), halted);
    }

    /** Deposits to accounts that were never opened. */
    private void parked(String... accounts) throws InterruptedException {
        for (String account : accounts) {
            Bank.append(bench.log, new Deposited(account, 1));
        }
        next(feed);
    }

    @Test
    void a_resume_shows_before_there_is_an_event_to_apply() {
        act(new Act.Pause(), false);
        RunState paused = bench.now().state();

        Operator.Done resumed = act(new Act.Resume(), true);

        assertThat(paused).isInstanceOf(RunState.Paused.class);
        assertThat(resumed).isEqualTo(Operator.Done.as(false, "Goes on from position 0."));
        assertThat(bench.now().state()).isEqualTo(new RunState.Running());
    }

    @Test
    void a_skip_is_of_the_key_that_was_named_in_plain_text_or_as_json() throws Exception {
        parked("1", "2", "3");

        Operator.Done second = act(new Act.Skip("[\"2\"]", 2, "a test account"), false);
        Operator.Done third = act(new Act.Skip("3", 3, "a test account"), false);

        assertThat(second.report()).isEqualTo(new Report(true, "Skipped the event at position 2. The key is free."));
        assertThat(third.report()).isEqualTo(new Report(true, "Skipped the event at position 3. The key is free."));
        assertThat(applier.parked()).containsOnlyKeys(key("1"));
        assertThat(bench.signals.freed).containsExactly(key("2"), key("3"));
    }

    @Test
    void a_key_whose_next_event_fails_as_well_stays_parked_and_the_operator_is_told_why() throws Exception {
        parked("1", "1");

        Operator.Done skipped = act(new Act.Skip("1", 1, "a test account"), false);

        assertThat(skipped.report().done()).isTrue();
        assertThat(skipped.report().message())
                .startsWith("Skipped the event at position 1. Key 1 is still parked: it failed again at ")
                .contains("position 2");
        assertThat(BareFeed.positions(bench.waiting("1"))).containsExactly(Position.of(2));
    }

    @Test
    void a_skip_whose_report_was_lost_frees_the_key_and_gives_up_no_further_event() throws Exception {
        Bank.append(bench.log, new Deposited("1", 1), new Opened("1", "ann"), new Deposited("1", 2));
        next(feed);
        applier.skip(feed.epoch(), new Skip(key("1"), Position.of(1), "a test account", "ann"));

        Operator.Done again = act(new Act.Skip("1", 1, "a test account"), false);
        Operator.Done onceMore = act(new Act.Skip("1", 1, "a test account"), false);

        assertThat(again.report())
                .isEqualTo(new Report(true, "Skipped the event at position 1. The key is free."))
                .isEqualTo(onceMore.report());
        assertThat(bench.balances()).containsExactly(new Balance("1", "ann", 2));
    }

    @Test
    void a_key_that_is_not_parked_is_refused_by_name() throws Exception {
        parked("1");

        Operator.Done retried = act(new Act.Retry(Optional.of("7")), true);
        Operator.Done skipped = act(new Act.Skip("7", 1, "a test account"), true);

        assertThat(retried)
                .isEqualTo(Operator.Done.refused(true, "Key 7 is not parked. Those that are: ./readside parked"))
                .isEqualTo(skipped);
        assertThat(applier.parked()).containsOnlyKeys(key("1"));
        assertThat(bench.waiting("1"))
                .allSatisfy(event -> assertThat(event.attempts()).isEqualTo(1));
    }
}
