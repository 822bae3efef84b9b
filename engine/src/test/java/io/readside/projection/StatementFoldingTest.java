package io.readside.projection;

import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.projection.Change.Statement;
import io.readside.projection.Change.Touch;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Poison;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The SQL form. */
class StatementFoldingTest {

    private static final String INSERT = "insert into {table} values (?, ?, 0)";
    private static final String UPDATE = "update {table} set cents = cents + ? where account = ?";

    private static SqlProjection.Builder<Balance, BankEvent> declared() {
        return Projection.sql("balances", Balance.class)
                .from(EVENTS)
                .on(Opened.class, e -> Sql.of(INSERT, e.account(), e.owner()))
                .on(Deposited.class, e -> Sql.of(UPDATE, e.cents(), e.account()))
                .ignore(Closed.class);
    }

    private static Folded fold(Projection<?> projection, BankEvent... events) {
        Folding folding = projection.begin(stored(events));
        assertThat(folding.streams()).isEmpty();
        assertThat(folding.keys(Map.of())).isEmpty();
        return folding.fold(Map.of());
    }

    @Test
    void statements_come_in_order_and_each_owned_key_is_noted_once() {
        SqlProjection<Balance> owning = declared().ownsKey(BankEvent::account).build();

        Folded folded = fold(owning, new Opened("1", "ann"), new Deposited("1", 5), new Closed("1"));

        assertThat(owning.knowsKeys()).isTrue();
        assertThat(folded.changes())
                .containsExactly(
                        new Statement(INSERT, List.of("1", "ann"), Position.of(1)),
                        new Statement(UPDATE, List.of(5L, "1"), Position.of(2)),
                        new Touch(Key.of("1"), Position.of(2)));
    }

    @Test
    void without_owned_keys_there_is_no_work_on_single_keys() {
        SqlProjection<Balance> plain = declared().build();

        assertThat(plain.knowsKeys()).isFalse();
        assertThat(fold(plain, new Opened("1", "ann")).changes()).hasSize(1);
    }

    @Test
    void a_failing_function_is_poison_and_leaves_nothing_of_its_event() {
        SqlProjection<Balance> failing = declared()
                .ownsKeys(e -> {
                    if (e instanceof Deposited) {
                        throw new IllegalStateException("secret");
                    }
                    return List.of(e.account());
                })
                .build();

        Folded folded = fold(failing, new Opened("1", "ann"), new Deposited("1", 5), new Opened("2", "bob"));

        assertThat(folded.changes())
                .hasSize(2)
                .allMatch(change -> change.lastApplied().equals(Position.of(1)));
        assertThat(folded.poison()).map(Poison::position).contains(Position.of(2));
        assertThat(folded.poison().toString()).doesNotContain("secret");
    }

    @Test
    void a_statement_names_its_table_by_the_placeholder_and_shows_no_argument() {
        Statement statement = new Statement(INSERT, List.of("secret"), Position.of(1));

        assertThat(statement.toString()).contains(INSERT).doesNotContain("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sql.of("insert into balances values (?)", "secret"))
                .withMessageContaining("{table}")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void each_event_is_handled_once_or_ignored() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declared().on(Opened.class, e -> Sql.of(INSERT)))
                .withMessageContaining("twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Projection.sql("balances", Balance.class)
                        .from(EVENTS)
                        .ignore(Opened.class)
                        .build())
                .withMessageContainingAll("Deposited", "Closed");
    }
}
