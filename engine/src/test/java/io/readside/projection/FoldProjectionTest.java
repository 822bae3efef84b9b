package io.readside.projection;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Bank.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import org.junit.jupiter.api.Test;

/** What a declaration must say, and the dry run of one. */
class FoldProjectionTest {

    private static FoldProjection.Builder<Balance, BankEvent> declared() {
        return Projection.named("balances", Balance.class).from(EVENTS);
    }

    @Test
    void each_event_that_is_neither_handled_nor_ignored_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> declared().keyedByStream().delete(Closed.class).build())
                .withMessageContainingAll("balances", "neither handled nor ignored", "Deposited", "Opened");
    }

    @Test
    void an_event_is_not_both_handled_and_ignored_and_not_handled_twice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declared()
                        .keyedByStream()
                        .delete(Closed.class)
                        .ignore(Opened.class, Deposited.class, Closed.class)
                        .build())
                .withMessageContainingAll("both", "Closed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declared().delete(Closed.class).delete(Closed.class))
                .withMessageContaining("Closed is handled twice");
    }

    @Test
    void how_events_find_their_keys_is_said_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declared()
                        .ignore(Opened.class, Deposited.class, Closed.class)
                        .build())
                .withMessageContaining("0 times");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declared()
                        .keyedByStream()
                        .bind(Opened.class, Opened::owner)
                        .ignore(Opened.class, Deposited.class, Closed.class)
                        .build())
                .withMessageContaining("2 times");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declared().bind(Opened.class, Opened::owner).bind(Opened.class, Opened::account))
                .withMessageContaining("binds twice");
    }

    @Test
    void versions_count_from_one() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Projection.named("balances", Balance.class).version(0));
    }

    @Test
    void an_index_is_over_components_that_exist() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Projection.named("balances", Balance.class)
                        .index("onwer")
                        .from(EVENTS)
                        .keyedByStream()
                        .ignore(Opened.class, Deposited.class, Closed.class)
                        .build())
                .withMessageContaining("'onwer'");
    }

    private static FoldProjection<Balance> built(FoldProjection.Source<Balance> source) {
        return source.from(EVENTS)
                .keyedByStream()
                .ignore(Opened.class, Deposited.class, Closed.class)
                .build();
    }

    @Test
    void a_table_is_derived_from_the_record_unless_statements_make_it() {
        FoldProjection.Source<Balance> source = Projection.named("balances", Balance.class);

        assertThat(BALANCES.table()).isEmpty();
        assertThat(built(source.table("create table {table} ()", "create index \"{name}_i\" on {table} (owner)"))
                        .table())
                .containsExactly("create table {table} ()", "create index \"{name}_i\" on {table} (owner)");
        assertThat(built(source.table("create table {table} (a int)")).table()).hasSize(1);
    }

    @Test
    void each_statement_of_a_table_can_be_aimed_at_any_generation() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Projection.named("balances", Balance.class)
                        .table("create table {table} ()", "create index on balances (owner)"))
                .withMessageContainingAll("'balances'", "{table}", "create index on balances (owner)");
    }

    @Test
    void a_table_made_by_statements_has_its_indexes_from_them() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> built(Projection.named("balances", Balance.class)
                        .table("create table {table} ()")
                        .index("owner")))
                .withMessageContainingAll("'balances'", "index(…)", "table(…)");
    }

    @Test
    void a_dry_run_folds_as_production_does() {
        DryRun<Balance> run =
                BALANCES.fold(new Opened("1", "ann"), new Deposited("1", 5)).on("2", new Opened("2", "bob"));

        assertThat(run.row("1")).isEqualTo(new Balance("1", "ann", 5));
        assertThat(run.rows()).hasSize(2);
        assertThat(run.row("3")).isNull();
    }

    @Test
    void a_dry_run_of_a_closed_account_has_no_row() {
        assertThat(BALANCES.fold(new Opened("1", "ann"), new Closed("1")).rows())
                .isEmpty();
    }

    @Test
    void poison_ends_a_dry_run_with_the_event_and_the_reason() {
        assertThatIllegalStateException()
                .isThrownBy(() -> BALANCES.fold(new Opened("1", "ann"), new Opened("1", "bob"))
                        .rows())
                .withMessageContainingAll("balances", "Opened v1", "position 2", "inserts a row that exists");
    }
}
