package io.readside;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.consistency.Answer;
import io.readside.event.VersionToken;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Role;
import io.readside.readstore.SwapMode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A new version of a read model from its deployment to the end of the old one, with both applications side by side. */
class RebuildTest extends RebuildScene {

    /** The second version's row. */
    record Account(String account, long cents, int deposits) {}

    private static final FoldProjection<Account> ACCOUNTS = accounts()
            .differsIn("owner", "nobody asks for it")
            .differsIn("deposits", "new")
            .from(Bank.EVENTS)
            .keyedBy(BankEvent::account)
            .insert(Opened.class, e -> new Account(e.account(), 0, 0))
            .update(
                    Deposited.class,
                    (row, e) -> new Account(row.account(), row.cents() + e.cents(), row.deposits() + 1))
            .delete(Closed.class)
            .build();

    private static FoldProjection.Source<Account> accounts() {
        return Projection.named("balances", Account.class).version(2).replaces(BALANCES);
    }

    /** Adds every deposit of 7 cents twice. */
    private static final FoldProjection<Balance> WRONG = Projection.named("balances", Balance.class)
            .version(2)
            .replaces(BALANCES)
            .from(Bank.EVENTS)
            .keyedBy(BankEvent::account)
            .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
            .update(Deposited.class, (row, e) -> row.plus(e.cents() == 7 ? 14 : e.cents()))
            .delete(Closed.class)
            .build();

    @Test
    void old_and_new_application_each_serve_their_version_through_swap_and_rollback() throws Exception {
        Bank.append(log, new Opened("1", "ann"), new Deposited("1", 5), new Opened("2", "bob"));
        try (Readside reader = Readside.on(log, store).project(BALANCES).connect();
                Readside old = run(BALANCES);
                Readside young = run(ACCOUNTS)) {
            await(State.PLANNED);
            VersionToken token = Bank.append(log, new Deposited("1", 6));
            assertThat(young.read(ACCOUNTS).row("1")).isInstanceOf(Answer.Pending.class);

            assertThat(ask(young, new Act.StartRebuild(false)).done()).isTrue();
            await(State.VERIFIED);
            assertThat(fresh(old, BALANCES, token, "1")).isEqualTo(new Balance("1", "ann", 11));
            assertThat(fresh(young, ACCOUNTS, token, "1")).isEqualTo(new Account("1", 11, 2));

            for (Act act :
                    List.of(new Act.Swap(SwapMode.REPLACE), new Act.Rollback(), new Act.Swap(SwapMode.REPLACE))) {
                Report report = ask(young, act);
                assertThat(report.done()).as(report.message()).isTrue();
                token = Bank.append(log, new Deposited("1", 1));
                long cents = fresh(old, BALANCES, token, "1").cents();
                assertThat(fresh(young, ACCOUNTS, token, "1").cents()).isEqualTo(cents);
                if (act instanceof Act.Rollback) {
                    await(State.VERIFIED);
                }
            }

            Report refused = ask(young, new Act.Drop());
            old.close();

            assertThat(refused.done()).isFalse();
            assertThat(refused.message()).contains("balances__g1 is still fed by", "drop again");
            assertThat(ask(young, new Act.Drop()).done()).isTrue();
            assertThat(reader.read(BALANCES).after(token).row("1")).isInstanceOf(Answer.Pending.class);
            assertThat(fresh(young, ACCOUNTS, Bank.append(log, new Deposited("1", 1)), "1")
                            .deposits())
                    .isEqualTo(6);
        }
    }

    @Test
    void a_newer_version_builds_itself_where_that_is_wanted_and_swaps_only_when_told() throws Exception {
        Bank.append(log, new Opened("1", "ann"));
        try (Readside old = run(BALANCES);
                Readside young = Readside.on(log, store)
                        .project(ACCOUNTS)
                        .rebuildsByItself()
                        .rebuildListener(moves::add)
                        .start()) {
            await(State.VERIFIED);

            assertThat(store.rebuilds().generations(List.of("balances")))
                    .extracting(generation -> generation.role())
                    .containsExactly(Role.ACTIVE, Role.VERIFIED);
            assertThat(fresh(young, ACCOUNTS, Bank.append(log, new Deposited("1", 1)), "1")
                            .deposits())
                    .isOne();
            assertThat(ask(young, new Act.Abort()).done()).isTrue();
            assertThat(await(State.PLANNED).by()).contains("come to its end");
            assertThat(fresh(old, BALANCES, VersionToken.parse("2"), "1").cents())
                    .isOne();
        }
    }

    @Test
    void what_nobody_has_declared_refuses_the_swap_with_the_numbers() throws Exception {
        Bank.append(log, new Opened("1", "ann"), new Deposited("1", 7), new Opened("2", "bob"), new Deposited("2", 8));
        try (Readside old = run(BALANCES);
                Readside young = run(WRONG)) {
            ask(young, new Act.StartRebuild(false));
            Rebuild found = await(State.DIFFERS);

            Report report = ask(young, new Act.Swap(SwapMode.REPLACE));

            assertThat(found.compared().orElseThrow().unexpected()).isOne();
            assertThat(report.done()).isFalse();
            assertThat(report.message()).contains("1 key differs", "[\"1\"]", "cents");
            assertThat(fresh(old, BALANCES, VersionToken.parse("4"), "1").cents())
                    .isEqualTo(7);
        }
    }

    /** Rows are alike; the next deposit would tell. */
    @Test
    void a_stream_that_is_bound_to_a_key_too_many_refuses_the_swap() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        FoldProjection<Balance> projection = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .bindAll(
                        Opened.class,
                        e -> broken.get()
                                ? List.of(Key.of(e.account()), Key.of("ghost"))
                                : List.of(Key.of(e.account())))
                .fold(
                        Opened.class,
                        (key, row, e) -> key.text(0).equals("ghost")
                                ? null
                                : new Balance(key.text(0), e.payload().owner(), 0))
                .ignore(Deposited.class, Closed.class)
                .build();
        VersionToken token = Bank.append(log, new Opened("1", "ann"));
        try (Readside readside = run(projection)) {
            fresh(readside, projection, token, "1");
            broken.set(false);
            ask(readside, new Act.StartRebuild(false));
            await(State.DIFFERS);

            Report report = ask(readside, new Act.Swap(SwapMode.REPLACE));

            assertThat(report.done()).isFalse();
            assertThat(report.message()).contains("1 key differs", "[\"ghost\"]", "(streams)");
        }
    }

    @Test
    void those_who_ask_for_a_preview_see_what_is_being_built() throws Exception {
        VersionToken token = Bank.append(log, new Opened("1", "ann"), new Deposited("1", 7));
        try (Readside old = run(BALANCES);
                Readside young = run(WRONG)) {
            ask(young, new Act.StartRebuild(false));
            await(State.DIFFERS);

            assertThat(young.read(WRONG).after(token).row("1")).isInstanceOf(Answer.Pending.class);
            assertThat(young.read(WRONG).preview().after(token).within(LONG).row("1"))
                    .isInstanceOfSatisfying(
                            Answer.Fresh.class,
                            fresh -> assertThat(fresh.value()).isEqualTo(Optional.of(new Balance("1", "ann", 14))));
            assertThat(fresh(old, BALANCES, token, "1").cents()).isEqualTo(7);
        }
    }

    @Test
    void a_rebuild_that_is_given_up_leaves_nothing_behind() throws Exception {
        VersionToken token = Bank.append(log, new Opened("1", "ann"), new Deposited("1", 7));
        try (Readside young = run(BALANCES)) {
            fresh(young, BALANCES, token, "1");
            ask(young, new Act.StartRebuild(false));
            await(State.VERIFIED);

            assertThat(ask(young, new Act.Abort()).done()).isTrue();

            assertThat(store.rebuilds().generations(List.of("balances")))
                    .extracting(generation -> generation.id().number())
                    .containsExactly(1);
            assertThat(ask(young, new Act.Rollback()).done()).isFalse();
        }
    }

    @Test
    void a_rebuild_that_is_paused_waits_where_it_is() throws Exception {
        VersionToken token = Bank.append(log, new Opened("1", "ann"));
        try (Readside young = run(BALANCES)) {
            fresh(young, BALANCES, token, "1");
            ask(young, new Act.StartRebuild(false));
            await(State.VERIFIED);

            assertThat(ask(young, new Act.PauseRebuild()).message()).contains("paused by ann");
            Report refused = ask(young, new Act.Swap(SwapMode.REPLACE));
            Report resumed = ask(young, new Act.ResumeRebuild());
            await(State.VERIFIED);
            Report swapped = ask(young, new Act.Swap(SwapMode.REPLACE));

            assertThat(refused.done()).isFalse();
            assertThat(refused.message()).contains("is paused by ann");
            assertThat(resumed.done()).isTrue();
            assertThat(swapped.done()).as(swapped.message()).isTrue();
        }
    }
}
