package io.readside.projection;

import static io.readside.bank.Bank.EVENTS;
import static io.readside.bank.Bank.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.projection.Change.Once;
import io.readside.projection.Change.Statement;
import io.readside.projection.Change.Touch;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Poison;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.groups.Tuple;
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
        return folding.fold(Map.of(), Map.of(), Map.of());
    }

    private static Folded fold(Projection<?> projection, Map<Key, Position> parked, BankEvent... events) {
        return projection.begin(stored(events)).fold(Map.of(), parked, Map.of());
    }

    @Test
    void an_event_that_was_given_up_for_any_of_its_keys_has_no_effect_at_all() {
        Folded folded = sharing()
                .begin(stored(new Deposited("1", 5), new Deposited("1", 13), new Deposited("1", 7)))
                .fold(Map.of(), Map.of(), Map.of(Key.of("bank"), Set.of(Position.of(2), Position.of(3))));

        assertThat(folded.parked()).isEmpty();
        assertThat(folded.changes())
                .isNotEmpty()
                .allMatch(change -> change.lastApplied().equals(Position.of(1)));
    }

    /** A deposit touches its account and the bank's; one of 13 fails. */
    private static SqlProjection<Balance> sharing() {
        return Projection.sql("balances", Balance.class)
                .from(EVENTS)
                .on(Opened.class, e -> Sql.of(INSERT, e.account(), e.owner()))
                .onAll(Deposited.class, e -> {
                    if (e.payload().cents() == 13) {
                        throw new IllegalStateException("secret");
                    }
                    return List.of(
                            Sql.of(UPDATE, e.payload().cents(), e.payload().account()));
                })
                .ignore(Closed.class)
                .ownsKeys(e -> e instanceof Deposited ? List.of(e.account(), "bank") : List.of(e.account()))
                .onPoison(OnPoison.PARK_KEY)
                .build();
    }

    private static List<Tuple> parked(Folded folded) {
        return folded.parked().stream()
                .map(parked -> tuple(parked.key().text(0), parked.position().value(), parked.reason() != null))
                .toList();
    }

    @Test
    void statements_come_in_order_and_each_owned_key_is_noted_once() {
        SqlProjection<Balance> owning = declared().ownsKey(BankEvent::account).build();

        Folded folded = fold(owning, new Opened("1", "ann"), new Deposited("1", 5), new Closed("1"));

        assertThat(owning.knowsKeys()).isTrue();
        assertThat(folded.changes())
                .containsExactly(
                        new Statement(INSERT, List.of("1", "ann"), Position.of(1), Set.of(Key.of("1"))),
                        new Statement(UPDATE, List.of(5L, "1"), Position.of(2), Set.of(Key.of("1"))),
                        new Touch(Key.of("1"), Position.of(2)));
    }

    @Test
    void guarded_statements_come_behind_the_id_of_their_event() {
        SqlProjection<Balance> guarded =
                declared().oncePerEvent(Duration.ofDays(1)).build();

        List<StoredEvent> page = stored(new Opened("1", "ann"), new Closed("1"));
        Folding folding = guarded.begin(page);

        Folded folded = folding.fold(Map.of(), Map.of(), Map.of());

        assertThat(folded.changes())
                .containsExactly(
                        new Once(page.get(0).id(), Position.of(1)),
                        new Statement(INSERT, List.of("1", "ann"), Position.of(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declared().oncePerEvent(Duration.ofSeconds(59)))
                .withMessageContaining("from 1 minute to 100 years");
    }

    @Test
    void without_owned_keys_there_is_no_work_on_single_keys() {
        SqlProjection<Balance> plain = declared().build();

        assertThat(plain.knowsKeys()).isFalse();
        assertThat(fold(plain, new Opened("1", "ann")).changes()).hasSize(1);
    }

    @Test
    void an_event_that_fails_is_parked_as_a_whole_and_parking_spreads_to_keys_that_share_events() {
        Folded folded = fold(
                sharing(),
                new Opened("1", "ann"),
                new Deposited("1", 13),
                new Deposited("2", 5),
                new Opened("2", "bob"),
                new Opened("3", "eve"));

        assertThat(folded.poison()).isEmpty();
        assertThat(folded.changes())
                .extracting(Change::lastApplied)
                .containsExactly(Position.of(1), Position.of(5), Position.of(1), Position.of(5));
        assertThat(parked(folded))
                .containsExactly(
                        tuple("1", 2L, true),
                        tuple("bank", 2L, true),
                        tuple("2", 3L, false),
                        tuple("bank", 3L, false),
                        tuple("2", 4L, false));
        assertThat(folded.parked().get(0).mayPass()).isTrue();
        assertThat(folded.parked().toString()).doesNotContain("secret");
    }

    @Test
    void an_event_waits_if_one_of_its_keys_is_parked_at_or_below_it() {
        Map<Key, Position> bankIsParked = Map.of(Key.of("bank"), Position.of(2));

        Folded folded = fold(sharing(), bankIsParked, new Deposited("1", 5), new Deposited("1", 7));

        assertThat(folded.changes()).extracting(Change::lastApplied).containsOnly(Position.of(1));
        assertThat(parked(folded)).containsExactly(tuple("1", 2L, false), tuple("bank", 2L, false));
    }

    @Test
    void an_event_that_fails_and_touches_no_key_ends_the_batch() {
        SqlProjection<Balance> keyless = Projection.sql("balances", Balance.class)
                .from(EVENTS)
                .ignore(Opened.class, Deposited.class)
                .onAll(Closed.class, e -> {
                    throw new IllegalStateException("secret");
                })
                .ownsKeys(e -> List.of())
                .onPoison(OnPoison.PARK_KEY)
                .build();

        assertThat(fold(keyless, new Closed("1")).poison()).isPresent();
    }

    @Test
    void parked_keys_are_tried_again_with_the_whole_event() {
        SqlProjection<Balance> mended = declared()
                .ownsKeys(e -> List.of(e.account(), "bank"))
                .onPoison(OnPoison.PARK_KEY)
                .build();
        List<StoredEvent> events = stored(new Deposited("1", 13));

        Folded folded =
                mended.beginFor(Set.of(Key.of("1"), Key.of("bank")), events).fold(Map.of(), Map.of(), Map.of());

        assertThat(mended.splitsByKey()).isFalse();
        assertThat(folded.changes()).hasSize(3);
    }

    @Test
    void an_event_that_touches_a_key_that_is_not_tried_ends_the_batch_before_it() {
        SqlProjection<Balance> mended = declared()
                .ownsKeys(e -> List.of(e.account(), "bank"))
                .onPoison(OnPoison.PARK_KEY)
                .build();

        Folded folded = mended.beginFor(Set.of(Key.of("1")), stored(new Deposited("1", 13)))
                .fold(Map.of(), Map.of(), Map.of());

        assertThat(folded.changes()).isEmpty();
        assertThat(folded.poison())
                .hasValueSatisfying(poison -> assertThat(poison.reason())
                        .isEqualTo("it now belongs to key bank; only a rebuild gives it to that key"));
    }

    @Test
    void without_owned_keys_no_key_can_be_parked() {
        assertThat(declared().build().onPoison()).isEqualTo(OnPoison.STOP);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declared().onPoison(OnPoison.PARK_KEY).build())
                .withMessageContainingAll("balances", "cannot park a key", "ownsKey");
    }

    @Test
    void a_failing_function_is_poison_and_leaves_nothing_of_its_event() {
        SqlProjection<Balance> failing = declared()
                .onPoison(OnPoison.STOP)
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
