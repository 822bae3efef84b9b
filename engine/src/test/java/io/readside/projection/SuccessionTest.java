package io.readside.projection;

import static io.readside.bank.Bank.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Events;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Versions that replace each other, and what they may differ in. */
class SuccessionTest {

    /** A column more, one less, one of another type; the owner may be missing, which is no difference. */
    record Wider(String account, @Nullable String owner, BigDecimal cents, String region) {}

    record Narrower(String account, String owner) {}

    record ByOwner(String owner, long cents, String account) {}

    enum Owner {
        ANN
    }

    record Typed(String account, Owner owner, Long cents) {}

    private static <R extends Record> FoldProjection.Source<R> version(int version, Class<R> row) {
        return Projection.named("balances", row).version(version);
    }

    private static <R> FoldProjection<R> built(FoldProjection.Source<R> source) {
        return source.from(EVENTS)
                .keyedBy(BankEvent::account)
                .ignore(Opened.class, Deposited.class, Closed.class)
                .build();
    }

    private static final FoldProjection<Balance> FIRST = built(version(1, Balance.class));

    private static void assertRefused(FoldProjection.Source<?> source, String... words) {
        assertThatIllegalArgumentException().isThrownBy(() -> built(source)).withMessageContainingAll(words);
    }

    @Test
    void a_version_finds_those_that_it_replaces() {
        FoldProjection<Balance> third = built(version(3, Balance.class).replaces(FIRST));
        SqlProjection<Balance> fifth = Projection.sql("balances", Balance.class)
                .version(5)
                .replaces(third)
                .from(EVENTS)
                .ignore(Opened.class, Deposited.class, Closed.class)
                .build();

        assertThat(FIRST.replaces()).isEmpty();
        assertThat(third.replaces()).containsSame(FIRST);
        assertThat(fifth.ofVersion(5)).containsSame(fifth);
        assertThat(fifth.ofVersion(3)).containsSame(third);
        assertThat(fifth.ofVersion(1)).containsSame(FIRST);
        assertThat(fifth.ofVersion(2)).isEmpty();
        assertThat(third.ofVersion(5)).isEmpty();
    }

    @Test
    void a_version_may_read_another_category() {
        record Renamed(String account) {}
        Events<Renamed> others =
                Events.of("customer", Renamed.class).type(Renamed.class).build();

        FoldProjection<Balance> second = version(2, Balance.class)
                .replaces(FIRST)
                .from(others)
                .keyedByStream()
                .ignore(Renamed.class)
                .build();

        assertThat(second.replaces()).containsSame(FIRST);
    }

    @Test
    void only_one_lower_version_of_the_same_name_is_replaced() {
        FoldProjection<Balance> second = built(version(2, Balance.class).replaces(FIRST));
        FoldProjection<Balance> stranger = built(Projection.named("strangers", Balance.class));

        assertRefused(
                version(2, Balance.class).replaces(second),
                "'balances'",
                "version 2 cannot replace version 2",
                "version(3)");
        assertRefused(version(1, Balance.class).replaces(second), "version 1 cannot replace version 2");
        assertRefused(
                version(2, Balance.class).replaces(stranger),
                "'balances'",
                "its own name",
                "projection 'strangers' version 1");
        assertRefused(
                version(3, Balance.class).replaces(FIRST).replaces(second), "names 2", "version 1, ", "version 2");
    }

    @Test
    void what_differs_is_declared_of_a_version_that_is_named() {
        assertRefused(version(2, Balance.class).differsIn("cents", "why"), "'balances'", "replaces(");
        assertRefused(version(2, Balance.class).differsInRows("why"), "replaces(");
        assertRefused(version(2, Balance.class).differsEntirely("why"), "replaces(");
    }

    @Test
    void without_a_word_everything_has_to_be_equal() {
        Differences differences =
                built(version(2, Balance.class).replaces(FIRST)).differences();

        assertThat(differences).isEqualTo(Differences.NONE).isEqualTo(FIRST.differences());
        assertThat(differences.comparable(FIRST.shape()))
                .isEqualTo(FIRST.shape().columns());
        assertThat(differences.expected(FIRST.shape().column("cents"))).isFalse();
        assertThat(differences.isExpectedInRows()).isFalse();
        assertThat(differences.isEntire()).isFalse();
        assertThat(differences.reasons()).isEmpty();
    }

    @Test
    void each_column_that_differs_without_a_word_is_named() {
        assertRefused(
                version(2, Wider.class).replaces(FIRST),
                "'balances'",
                "replaces version 1",
                "cents was bigint and is numeric, region is new;",
                "differsIn(component, why)");
        assertRefused(version(2, Narrower.class).replaces(FIRST).differsInRows("why"), "cents is gone");
    }

    @Test
    void neither_null_nor_another_class_of_the_same_type_is_a_difference() {
        FoldProjection<Typed> typed = built(version(2, Typed.class).replaces(FIRST));

        assertThat(typed.differences()).isEqualTo(Differences.NONE);
    }

    @Test
    void columns_of_the_same_name_and_type_are_compared() {
        FoldProjection<Wider> second = built(version(2, Wider.class)
                .replaces(FIRST)
                .differsIn("region", "version 1 had none")
                .differsIn("owner", "version 1 kept the first one for ever")
                .differsIn("cents", "they have fractions now"));

        Differences differences = second.differences();

        assertThat(differences.comparable(second.shape()))
                .containsExactly(
                        second.shape().column("account"), second.shape().column("owner"));
        assertThat(differences.expected(second.shape().column("account"))).isFalse();
        assertThat(differences.expected(second.shape().column("owner"))).isTrue();
        assertThat(differences.isExpectedInRows()).isFalse();
        assertThat(differences.reasons())
                .containsExactly(
                        "region: version 1 had none",
                        "owner: version 1 kept the first one for ever",
                        "cents: they have fractions now");
    }

    @Test
    void a_column_that_is_gone_is_named_by_its_old_component() {
        record Named(String account, String owner, long totalCents) {}
        FoldProjection<Named> named = built(version(1, Named.class));

        Differences differences = built(version(2, Narrower.class)
                        .replaces(named)
                        .differsIn("totalCents", "nobody read it")
                        .differsInRows("closed accounts stay"))
                .differences();

        assertThat(differences.columns()).containsOnlyKeys("total_cents");
        assertThat(differences.isExpectedInRows()).isTrue();
        assertThat(differences.reasons()).containsExactly("total_cents: nobody read it", "rows: closed accounts stay");
    }

    @Test
    void what_neither_version_has_cannot_differ() {
        assertRefused(
                version(2, Balance.class)
                        .replaces(FIRST)
                        .differsIn("onwer", "why")
                        .differsIn("cents", "why")
                        .differsIn("total_cents", "why"),
                "'balances'",
                "neither version: onwer, total_cents");
    }

    @Test
    void another_key_differs_entirely() {
        assertRefused(
                version(2, ByOwner.class).replaces(FIRST),
                "'balances'",
                "key is (owner text) and was (account text) in version 1",
                "differsEntirely(why)");

        FoldProjection<ByOwner> second =
                built(version(2, ByOwner.class).replaces(FIRST).differsEntirely("one row an owner"));

        assertThat(second.differences().isEntire()).isTrue();
        assertThat(second.differences().isExpectedInRows()).isTrue();
        assertThat(second.differences().expected(second.shape().column("cents")))
                .isTrue();
        assertThat(second.differences().reasons()).containsExactly("everything: one row an owner");
    }

    @Test
    void what_differs_entirely_need_not_name_its_columns() {
        FoldProjection<Wider> second =
                built(version(2, Wider.class).replaces(FIRST).differsEntirely("why"));

        assertThat(second.differences().comparable(second.shape()))
                .extracting(Column::name)
                .containsExactly("account", "owner");
    }

    @Test
    void a_key_of_another_type_is_another_key() {
        record Numbered(long account, String owner, long cents) {}

        assertRefused(
                version(2, Numbered.class).replaces(FIRST).differsIn("account", "why"),
                "key is (account bigint) and was (account text)");
    }

    @Test
    void rows_are_set_against_each_other_by_their_keys_which_cannot_differ() {
        assertRefused(
                version(2, Balance.class).replaces(FIRST).differsIn("account", "why"),
                "part of the key",
                "account",
                "differsInRows(why)");
    }

    @Test
    void differences_add_up_over_the_versions_between() {
        FoldProjection<Narrower> second = built(version(2, Narrower.class)
                .replaces(FIRST)
                .differsIn("cents", "nobody read them")
                .differsIn("owner", "was shortened"));
        FoldProjection<Balance> third = built(version(3, Balance.class)
                .replaces(second)
                .differsIn("cents", "asked for again")
                .differsInRows("closed accounts stay"));

        Differences differences = third.differencesFrom(1);

        assertThat(differences.reasons())
                .containsExactly(
                        "cents: nobody read them; asked for again",
                        "owner: was shortened",
                        "rows: closed accounts stay");
        assertThat(differences.comparable(third.shape()))
                .extracting(Column::name)
                .containsExactly("account", "owner");
        assertThat(third.differencesFrom(2)).isEqualTo(third.differences());
        assertThat(third.differencesFrom(3)).isEqualTo(Differences.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> third.differencesFrom(4))
                .withMessageContainingAll("'balances' version 3", "version 4");
    }
}
