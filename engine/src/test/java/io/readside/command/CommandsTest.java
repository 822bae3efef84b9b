package io.readside.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.LogProxy;
import io.readside.event.EventData;
import io.readside.event.EventPart;
import io.readside.event.EventType;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import io.readside.eventlog.Appended;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.WrongExpectedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final WriteModel<Long, BankEvent> CENTS = new WriteModel<>(
            Bank.EVENTS,
            0L,
            (cents, event) -> event instanceof Deposited deposited ? cents + deposited.cents() : cents);

    private static final CommandId COMMAND = new CommandId("/deposits", "key-1", "5 cents");

    private final EventLog log = Bank.log(new Opened("1", "ann"));
    private final Commands commands = new Commands(log, UUID::randomUUID);

    /** Appends a deposit of one cent in front of so many of the appends that it passes on. */
    private static final class Rival extends LogProxy {

        private final EventLog log;
        private int rounds;

        Rival(EventLog log, int rounds) {
            super(log);
            this.log = log;
            this.rounds = rounds;
        }

        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            if (rounds-- > 0) {
                Bank.append(log, new Deposited("1", 1));
            }
            return super.append(stream, expected, events);
        }
    }

    private static List<BankEvent> deposit(long cents) {
        return List.of(new Deposited("1", cents));
    }

    @Test
    void a_command_decides_on_the_state_of_its_stream_and_returns_the_token() {
        Bank.append(log, new Deposited("1", 7));

        Decided<Long> decided = commands.execute(CENTS, "1", cents -> deposit(cents * 2));

        assertThat(decided).isEqualTo(new Decided<>(21L, VersionToken.of(Position.of(3))));
        assertThat(commands.load(CENTS, "1").state()).isEqualTo(21L);
    }

    @Test
    void a_stored_event_that_stands_for_several_today_or_for_none_is_folded_as_such_and_ends_its_command() {
        Events<BankEvent> events = Events.of("account", BankEvent.class)
                .type(Opened.class)
                .type(Deposited.class)
                .type(Closed.class)
                .split(
                        "DepositedTwice",
                        1,
                        payload ->
                                List.of(EventPart.of("Deposited", 1, payload), EventPart.of("Deposited", 1, payload)))
                .split("Waved", 1, payload -> List.of())
                .build();
        WriteModel<Long, BankEvent> model = new WriteModel<>(events, 0L, CENTS.evolve());
        String metadata = "{\"" + CommandId.FINGERPRINT + "\":\"" + COMMAND.fingerprint() + "\"}";
        log.append(
                events.stream("1").name(),
                ExpectedVersion.any(),
                List.of(
                        historical("DepositedTwice", COMMAND.eventId(0), metadata),
                        historical("Waved", COMMAND.eventId(1), metadata)));

        Decided<Long> again = commands.execute(model, "1", COMMAND, cents -> deposit(100));

        assertThat(again).isEqualTo(new Decided<>(10L, VersionToken.of(Position.of(3))));
        assertThat(commands.load(model, "1").version()).contains(StreamVersion.of(2));
    }

    private static EventData historical(String name, UUID id, String metadata) {
        return new EventData(id, new EventType(name, 1), "{\"account\":\"1\",\"cents\":5}", metadata, null);
    }

    @Test
    void a_stream_that_does_not_exist_is_in_its_initial_state() {
        Loaded<Long> loaded = commands.load(CENTS, "2");

        assertThat(loaded.state()).isZero();
        assertThat(loaded.version()).isEmpty();
        assertThat(loaded.expected()).isEqualTo(ExpectedVersion.none());
        assertThat(loaded.token()).isEqualTo(VersionToken.of(Position.ZERO));
    }

    @Test
    void nothing_decided_is_nothing_appended_and_the_token_of_the_last_event() {
        Bank.append(log, new Opened("2", "bob"));

        Decided<Long> decided = commands.execute(CENTS, "1", cents -> List.of());

        assertThat(decided.token()).isEqualTo(VersionToken.of(Position.of(1)));
        assertThat(log.head()).isEqualTo(Position.of(2));
    }

    @Test
    void a_lost_race_is_decided_again_on_the_new_state() {
        Commands raced = new Commands(new Rival(log, 2), UUID::randomUUID);
        AtomicInteger decisions = new AtomicInteger();

        Decided<Long> decided = raced.execute(CENTS, "1", cents -> {
            decisions.incrementAndGet();
            return deposit(100 * cents);
        });

        assertThat(decisions).hasValue(3);
        assertThat(decided.state()).isEqualTo(2 + 200);
    }

    @Test
    void after_ten_lost_races_it_gives_up() {
        Commands raced = new Commands(new Rival(log, Integer.MAX_VALUE), UUID::randomUUID);
        AtomicInteger decisions = new AtomicInteger();

        assertThatThrownBy(() -> raced.execute(CENTS, "1", cents -> {
                    decisions.incrementAndGet();
                    return deposit(100);
                }))
                .isInstanceOf(WrongExpectedVersion.class);

        assertThat(decisions).hasValue(Commands.MAX_ATTEMPTS);
        assertThat(commands.load(CENTS, "1").state()).isEqualTo(Commands.MAX_ATTEMPTS);
    }

    @Test
    void an_exception_of_the_decision_is_the_callers_own() {
        assertThatThrownBy(() -> commands.execute(CENTS, "1", cents -> {
                    throw new IllegalStateException("closed");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("closed");
    }

    @Test
    void a_command_sent_twice_has_one_effect_and_one_answer() {
        Decided<Long> first =
                commands.execute(CENTS, "1", COMMAND, cents -> List.of(new Deposited("1", 5), new Deposited("1", 6)));
        Bank.append(log, new Deposited("1", 1000), new Closed("1"));

        Decided<Long> again = commands.execute(CENTS, "1", COMMAND, cents -> {
            throw new AssertionError("decided twice");
        });

        assertThat(again).isEqualTo(first).isEqualTo(new Decided<>(11L, VersionToken.of(Position.of(3))));
        assertThat(commands.load(CENTS, "1").state()).isEqualTo(1011L);
    }

    @Test
    void the_token_of_each_command_is_told_also_of_one_that_came_again_or_had_nothing_to_do() {
        List<VersionToken> told = new ArrayList<>();
        Commands telling = new Commands(log, UUID::randomUUID, told::add);

        telling.execute(CENTS, "1", COMMAND, cents -> deposit(5));
        Bank.append(log, new Deposited("1", 7));
        telling.execute(CENTS, "1", COMMAND, cents -> deposit(5));
        telling.execute(CENTS, "1", cents -> List.of());

        assertThat(told).extracting(VersionToken::toString).containsExactly("2", "2", "3");
    }

    @Test
    void the_token_of_what_was_appended_is_told_even_if_the_state_cannot_be_told() {
        List<VersionToken> told = new ArrayList<>();
        WriteModel<Long, BankEvent> failing = new WriteModel<>(Bank.EVENTS, 0L, (cents, event) -> {
            if (event instanceof Deposited) {
                throw new IllegalStateException("no state");
            }
            return cents;
        });

        assertThatThrownBy(
                        () -> new Commands(log, UUID::randomUUID, told::add).execute(failing, "1", cents -> deposit(5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no state");

        assertThat(told).containsExactly(VersionToken.of(Position.of(2)));
    }

    @Test
    void a_key_used_for_another_command_is_refused() {
        commands.execute(CENTS, "1", COMMAND, cents -> deposit(5));

        assertThatThrownBy(() -> commands.execute(
                        CENTS, "1", new CommandId("/deposits", "key-1", "6 cents"), cents -> deposit(6)))
                .isInstanceOf(CommandIdReused.class)
                .hasMessageContaining("/deposits");
        assertThat(commands.load(CENTS, "1").state()).isEqualTo(5L);
    }

    @Test
    void commands_of_different_keys_or_scopes_are_different() {
        Stream<CommandId> ids = Stream.of(
                COMMAND,
                new CommandId("/deposits", "key-2", "5 cents"),
                new CommandId("/withdrawals", "key-1", "5 cents"),
                new CommandId("/deposits", "key", "5 cents"));

        assertThat(ids.flatMap(id -> Stream.of(id.eventId(0), id.eventId(1), id.eventId(11))))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_long_stream_is_read_to_its_end() {
        for (int i = 0; i < 1200; i++) {
            Bank.append(log, new Deposited("1", 1));
        }

        Decided<Long> decided = commands.execute(CENTS, "1", cents -> deposit(cents));

        assertThat(decided.state()).isEqualTo(2400L);
    }

    @Test
    void a_stream_that_fills_its_last_page_exactly_is_read_to_its_end() {
        IntStream.range(0, 999).forEach(i -> Bank.append(log, new Deposited("1", 1)));

        assertThat(commands.load(CENTS, "1").state()).isEqualTo(999L);
    }
}
