package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.EventType;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.projection.SqlProjection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.ProjectionMismatch;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements that show when they run twice, and a checkpoint that was put back while its rows stayed. */
class OncePerEventTest {

    record Account(String id, long cents) {}

    record Paid(String account, long cents) {}

    private static final SqlProjection<Account> GUARDED =
            accounts("guarded").oncePerEvent(Duration.ofDays(7)).build();
    private static final SqlProjection<Account> PLAIN = accounts("plain").build();

    private static SqlProjection.Builder<Account, Paid> accounts(String name) {
        return Projection.sql(name, Account.class)
                .from(Events.of("account", Paid.class).type(Paid.class).build())
                .ownsKey(Paid::account)
                .onAll(
                        Paid.class,
                        e -> List.of(
                                Sql.of(
                                        "insert into {table} (id, cents) select ?, 0 where not exists"
                                                + " (select from {table} where id = ?)",
                                        e.payload().account(),
                                        e.payload().account()),
                                Sql.of(
                                        "update {table} set cents = cents + ? where id = ?",
                                        e.payload().cents(),
                                        e.payload().account())));
    }

    private final Cutter cutter = new Cutter();
    private FreshDatabase database;
    private PostgresReadStore store;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        store = PostgresReadStore.of(cutter.around(database.dataSource()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void events_that_come_again_after_the_checkpoint_was_put_back_change_no_byte() throws SQLException {
        Applier guarded = opened(GUARDED);
        feed(GUARDED, guarded, 0, 30, 7);
        Object before = bytes("guarded");

        database.execute("update readside.generation set position = 0");
        feed(GUARDED, guarded, 0, 30, 11);
        Object again = bytes("guarded");
        feed(GUARDED, guarded, 30, 40, 10);

        assertThat(again).isEqualTo(before);
        assertThat(database.value("select sum(cents)::bigint from guarded")).isEqualTo(40L);
    }

    /** The world without it. */
    @Test
    void without_the_guard_the_same_doubles_every_effect() throws SQLException {
        Applier plain = opened(PLAIN);
        feed(PLAIN, plain, 0, 30, 7);

        database.execute("update readside.generation set position = 0");
        feed(PLAIN, plain, 0, 30, 11);

        assertThat(database.value("select sum(cents)::bigint from plain")).isEqualTo(60L);
    }

    @Test
    void events_older_than_the_retention_run_again() throws SQLException {
        Applier guarded = opened(GUARDED);
        feed(GUARDED, guarded, 0, 30, 30);
        database.execute("update readside.guarded__g1_applied set applied_at = applied_at - interval '8 days'"
                + " where position <= 20");
        feed(GUARDED, guarded, 30, 31, 1); // forgets them

        database.execute("update readside.generation set position = 0");
        feed(GUARDED, guarded, 0, 31, 31);

        assertThat(database.value("select sum(cents)::bigint from guarded")).isEqualTo(31L + 20L);
    }

    @Test
    void old_ids_leave_in_small_portions_found_by_their_age() throws SQLException {
        Applier guarded = opened(GUARDED);
        database.execute("insert into readside.guarded__g1_applied select gen_random_uuid(), i,"
                + " now() - interval '30 days' from generate_series(1, 50000) i;"
                + " analyze readside.guarded__g1_applied");

        feed(GUARDED, guarded, 0, 10, 10);
        Object afterOne = database.value("select count(*) from readside.guarded__g1_applied");

        assertThat(afterOne).isEqualTo(50_000L - 100);
        assertThat(database.value("select count(*) from readside.guarded__g1_applied where position <= 10 and"
                        + " applied_at > now() - interval '1 hour'"))
                .isEqualTo(10L);
    }

    @Test
    void a_cut_at_any_statement_leaves_ids_and_rows_together() throws SQLException {
        Applier guarded = opened(GUARDED);
        long from = 0;
        int cuts = 0;
        while (isCut(guarded, from, cuts)) {
            long position = (long) database.value("select position from readside.generation");
            assertThat(database.value("select count(*) from readside.guarded__g1_applied"))
                    .as("after %d statements", cuts)
                    .isEqualTo(position);
            assertThat(database.value("select coalesce(sum(cents), 0)::bigint from guarded"))
                    .isEqualTo(position);
            from = position;
            cuts++;
        }
        assertThat(cuts).isEqualTo(5); // move, note, insert, update, commit
    }

    private boolean isCut(Applier applier, long from, int statements) {
        return cutter.cut(statements, Cutter.Side.AFTER, () -> feed(GUARDED, applier, from, from + 1, 1));
    }

    @Test
    void the_guard_costs_one_round_trip_for_a_batch_whatever_its_size() {
        AtomicInteger trips = new AtomicInteger();
        PostgresReadStore counted =
                PostgresReadStore.of(RoundTrips.heardBy(c -> trips.incrementAndGet(), database.dataSource()));
        SqlProjection<Account> single = Projection.sql("single", Account.class)
                .from(Events.of("account", Paid.class).type(Paid.class).build())
                .oncePerEvent(Duration.ofDays(7))
                .on(Paid.class, e -> Sql.of("update {table} set cents = cents + ?", e.cents()))
                .build();
        Applier applier =
                counted.applier(single, counted.generations().open(single).id());
        trips.set(0);

        feed(single, applier, 0, 500, 500);

        assertThat(trips).as("move, note, statements, commit").hasValue(4);
    }

    @Test
    void the_level_names_it_and_a_generation_is_made_with_it_or_without() {
        Generation generation = store.generations().open(GUARDED);

        assertThat(generation.level()).isEqualTo("atomic, by key, once per event");
        assertThat(store.generations().open(PLAIN).level()).isEqualTo("atomic, by key");
        assertThat(store.generations()
                        .open(accounts("guarded")
                                .oncePerEvent(Duration.ofDays(9))
                                .build()))
                .isEqualTo(generation);
        assertThatThrownBy(() -> store.generations().open(accounts("guarded").build()))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("once per event");
    }

    private Applier opened(SqlProjection<Account> projection) {
        return store.applier(projection, store.generations().open(projection).id());
    }

    /** As a worker does, in batches of some size. */
    private static void feed(SqlProjection<Account> projection, Applier applier, long from, long to, int size) {
        for (long at = from; at < to; at += size) {
            long end = Math.min(to, at + size);
            List<StoredEvent> page = LongStream.rangeClosed(at + 1, end)
                    .mapToObj(OncePerEventTest::paid)
                    .toList();
            Folded folded = projection.begin(page).fold(Map.of(), Map.of(), Map.of());
            applier.apply(new Batch(1, Checkpoint.of(at), Checkpoint.of(end), folded.changes(), List.of()));
        }
    }

    private static StoredEvent paid(long position) {
        return new StoredEvent(
                Position.of(position),
                new StreamName("account-" + position % 3),
                StreamVersion.FIRST,
                new UUID(0, position),
                new EventType("Paid", 1),
                "{\"account\":\"" + position % 3 + "\",\"cents\":1}",
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private Object bytes(String name) throws SQLException {
        return String.valueOf(database.value("select string_agg(t::text, E'\\n' order by id) from " + name + "__g1 t"));
    }
}
