package io.readside.projection;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.projection.Folds.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.EventPart;
import io.readside.event.EventType;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamVersion;
import io.readside.projection.Change.Statement;
import io.readside.projection.Change.Touch;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A stored event that stands for several today takes effect as one. */
class SplitEventsTest {

    /** "Started" was once an opening with a first deposit on it, "Moved" two deposits, "Yawned" is nothing any more. */
    private static final Events<BankEvent> EVENTS = Events.of("account", BankEvent.class)
            .type(Opened.class)
            .type(Deposited.class)
            .type(Closed.class)
            .split(
                    "Started",
                    1,
                    payload -> List.of(EventPart.of("Deposited", 1, payload), EventPart.of("Opened", 1, payload)))
            .split(
                    "Opening",
                    1,
                    payload -> List.of(EventPart.of("Opened", 1, payload), EventPart.of("Deposited", 1, payload)))
            .split(
                    "Moved",
                    1,
                    payload -> List.of(
                            EventPart.of("Deposited", 1, Map.of("account", "1", "cents", -5)),
                            EventPart.of("Deposited", 1, Map.of("account", "2", "cents", 5))))
            .split("Yawned", 1, payload -> List.of())
            .build();

    private static final String PAYLOAD = "{\"account\":\"1\",\"owner\":\"ann\",\"cents\":5}";

    private static FoldProjection.Builder<Balance, BankEvent> declared() {
        return Projection.named("balances", Balance.class)
                .from(EVENTS)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .update(Deposited.class, (row, e) -> row.plus(e.cents()))
                .delete(Closed.class)
                .onPoison(OnPoison.PARK_KEY);
    }

    private static final FoldProjection<Balance> KEYED =
            declared().keyedBy(BankEvent::account).build();

    private static StoredEvent stored(long position, String type) {
        return new StoredEvent(
                Position.of(position),
                EVENTS.stream("s").name(),
                StreamVersion.of(position - 1),
                new UUID(0, position),
                new EventType(type, 1),
                PAYLOAD,
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static Folded fold(Projection<?> projection, Map<Key, StoredRow> rows, StoredEvent... page) {
        Folding folding = projection.begin(List.of(page));
        folding.keys(Map.of());
        return folding.fold(rows, Map.of(), Map.of());
    }

    private static Map<Key, StoredRow> held(long lastApplied, Balance... balances) {
        Map<Key, StoredRow> rows = new HashMap<>();
        for (Balance balance : balances) {
            rows.put(
                    Key.of(balance.account()),
                    new StoredRow(BALANCES.shape().toRow(balance), Position.of(lastApplied)));
        }
        return rows;
    }

    @Test
    void all_parts_take_effect_in_their_order_at_one_position() {
        Folded folded = fold(KEYED, Map.of(), stored(1, "Opening"));

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 5), 1));
    }

    @Test
    void a_row_that_has_the_event_gets_no_part_of_it_again() {
        Folded folded = fold(KEYED, held(1, new Balance("1", "ann", 5)), stored(1, "Opening"));

        assertThat(folded.changes()).isEmpty();
        assertThat(folded.parked()).isEmpty();
    }

    @Test
    void a_key_gets_all_its_parts_or_none_and_the_event_is_parked_once() {
        Folded folded = fold(
                KEYED, Map.of(), stored(1, "Opening"), stored(2, "Started"), stored(3, "Moved"), stored(4, "Opening"));

        assertThat(folded.changes()).containsExactly(upsert(new Balance("1", "ann", 5), 1));
        assertThat(folded.parked())
                .extracting(Parked::key, Parked::position, parked -> parked.reason() != null)
                .containsExactly(
                        tuple(Key.of("1"), Position.of(2), true),
                        tuple(Key.of("1"), Position.of(3), false),
                        tuple(Key.of("2"), Position.of(3), true),
                        tuple(Key.of("1"), Position.of(4), false));
    }

    @Test
    void the_parts_of_different_keys_reach_each_their_own() {
        Folded folded =
                fold(KEYED, held(0, new Balance("1", "ann", 9), new Balance("2", "bob", 0)), stored(1, "Moved"));

        assertThat(folded.changes())
                .containsExactlyInAnyOrder(
                        upsert(new Balance("1", "ann", 4), 1), upsert(new Balance("2", "bob", 5), 1));
    }

    @Test
    void an_event_that_means_nothing_any_more_is_passed_over() {
        Folded folded = fold(KEYED, Map.of(), stored(1, "Yawned"));

        assertThat(folded.changes()).isEmpty();
        assertThat(folded.poison()).isEmpty();
        assertThat(folded.unknownIgnored()).isZero();
    }

    @Test
    void what_one_part_binds_all_parts_reach_wherever_it_stands_and_on_every_replay() {
        FoldProjection<Balance> bound = Projection.named("balances", Balance.class)
                .from(EVENTS)
                .bind(Opened.class, Opened::owner)
                .put(
                        Deposited.class,
                        (row, e) -> row == null ? new Balance("ann", "ann", e.cents()) : row.plus(e.cents()))
                .ignore(Opened.class, Closed.class)
                .build();
        StoredEvent started = stored(1, "Started");

        Folded first = fold(bound, Map.of(), started);
        Folding replay = bound.begin(List.of(started));
        replay.keys(Map.of(started.stream(), first.bindings()));
        Folded again = replay.fold(Map.of(), Map.of(), Map.of());

        assertThat(first.changes()).containsExactly(upsert(new Balance("ann", "ann", 5), 1));
        assertThat(first.bindings()).containsExactly(new Binding(started.stream(), Key.of("ann"), Position.of(1)));
        assertThat(again.changes()).isEqualTo(first.changes());
        assertThat(again.bindings()).isEmpty();
    }

    @Test
    void the_statements_of_all_parts_run_in_their_order_and_each_key_is_noted_once() {
        SqlProjection<Balance> sql = Projection.sql("balances", Balance.class)
                .from(EVENTS)
                .on(Opened.class, e -> Sql.of("insert into {table}", e.owner()))
                .on(Deposited.class, e -> Sql.of("update {table}", e.cents()))
                .ignore(Closed.class)
                .ownsKey(BankEvent::account)
                .build();

        assertThat(fold(sql, Map.of(), stored(1, "Opening")).changes())
                .containsExactly(
                        new Statement("insert into {table}", List.of("ann"), Position.of(1), Set.of(Key.of("1"))),
                        new Statement("update {table}", List.of(5L), Position.of(1), Set.of(Key.of("1"))),
                        new Touch(Key.of("1"), Position.of(1)));
    }

    @Test
    void a_newer_version_is_passed_over_and_counted_where_unknown_types_are() {
        StoredEvent newer = new StoredEvent(
                Position.of(1),
                EVENTS.stream("s").name(),
                StreamVersion.FIRST,
                new UUID(0, 1),
                new EventType("Opened", 2),
                PAYLOAD,
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
        FoldProjection<Balance> passing =
                declared().keyedBy(BankEvent::account).ignoreUnknownTypes().build();

        assertThat(fold(passing, Map.of(), newer).unknownIgnored()).isEqualTo(1);
        assertThat(fold(KEYED, Map.of(), newer).poison())
                .hasValueSatisfying(poison -> assertThat(poison.reason()).contains("newer than this application"));
    }

    @Test
    void an_upcaster_that_throws_parks_the_stream_and_may_pass() {
        Events<BankEvent> failing = Events.of("account", BankEvent.class)
                .type(Opened.class)
                .type(Deposited.class)
                .type(Closed.class)
                .split("Opening", 1, payload -> {
                    throw new IllegalStateException("secret");
                })
                .build();
        FoldProjection<Balance> projection = Projection.named("balances", Balance.class)
                .from(failing)
                .keyedByStream()
                .delete(Closed.class)
                .ignore(Opened.class, Deposited.class)
                .onPoison(OnPoison.PARK_KEY)
                .build();

        List<Parked> parked = fold(projection, Map.of(), stored(1, "Opening"), stored(2, "Closed"))
                .parked();

        assertThat(parked)
                .extracting(Parked::key, Parked::position, Parked::mayPass)
                .containsExactly(tuple(Key.of("s"), Position.of(1), true), tuple(Key.of("s"), Position.of(2), false));
        assertThat(parked.toString()).contains("IllegalStateException").doesNotContain("secret");
    }
}
