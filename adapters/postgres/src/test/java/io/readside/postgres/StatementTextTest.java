package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTextTest {

    @Test
    void names_and_parameters_stay_and_values_go() {
        assertThat(
                        StatementText.withoutValues(
                                "update \"Order\" set total = 12.50, note='it''s', at = $2\n where id_7=$1 and n in (1, -2e3, .5)"))
                .isEqualTo("update \"Order\" set total = ?, note=?, at = $2 where id_7=$1 and n in (?, -?, ?)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'SECRET'",
                "select '''SECRET'",
                "select 'a''SECRET'",
                "select E'a\\'SECRET'",
                "select 'a\\', 'SECRET'",
                "select 'a\\'SECRET'",
                "select e'\\\\', 'SECRET'",
                "select U&'\\0041SECRET'",
                "select u&'SECRET' uescape '!'",
                "select B'101', X'SECRET', N'SECRET'",
                "select $$SECRET$$",
                "select $tag$ $$ SECRET ' $tag$",
                "select $täg$SECRET$täg$",
                "select 1 -- SECRET",
                "select 1 -- SECRET 'x\n, 'SECRET'",
                "select /* SECRET /* 'SECRET */ SECRET */ 2",
                "select /* SECRET",
                "select 'SECRET cut off",
                "select $$SECRET cut off",
                "select $tag",
                "select \"SECRET cut off",
                "select 1SECRET",
                "insert into t values ('a', E'SECRET', $q$SECRET$q$)"
            })
    void no_value_is_shown_however_it_is_quoted(String sql) {
        assertThat(StatementText.withoutValues(sql)).doesNotContain("SECRET");
    }

    @Test
    void numbers_that_could_be_values_are_not_shown() {
        assertThat(StatementText.withoutValues("select 4111111111111111, 0x41, 1_000, 3.14e-7, x1, t2.c3"))
                .doesNotContain("4111")
                .doesNotContain("000")
                .doesNotContain("14e")
                .contains("x1, t2.c3");
    }

    @Test
    void a_long_statement_is_cut() {
        assertThat(StatementText.withoutValues("select " + "a, ".repeat(500)))
                .hasSize(200)
                .endsWith("…");
    }
}
