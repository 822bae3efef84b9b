package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static io.readside.testkit.Counter.counters;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Row;
import io.readside.projection.StoredRow;
import io.readside.readstore.Generation;
import io.readside.readstore.Overview;
import io.readside.readstore.Snapshot;
import io.readside.testkit.orders.Orders;
import io.readside.testkit.orders.PickListLine;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How rows come back, to the next batch and to readers. */
interface ReadStoreReading extends StoreFixture {

    @Test
    default void a_row_comes_back_with_the_checkpoint_that_vouches_for_it() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.apply(0, 4, counters.upsert(new Counter("a", 1), 2));

        Snapshot<Optional<Counter>> found = counters.read("a");
        Snapshot<Optional<Counter>> absent = counters.read("b");

        assertThat(found.value()).contains(new Counter("a", 1));
        assertThat(absent.value()).isEmpty();
        assertThat(List.of(found.generation(), absent.generation())).containsOnly(counters.now());
        assertThat(found.generation().checkpoint()).isEqualTo(Checkpoint.of(4));
    }

    @Test
    default void rows_come_in_order_of_their_keys_and_no_more_than_asked_for() {
        Opened<PickListLine> pickList = Opened.in(fresh(), Orders.WAREHOUSE_PICK_LIST);
        PickListLine first = new PickListLine("1", "a", 1, 0, "eu");
        PickListLine second = new PickListLine("1", "b", 1, 0, "eu");
        PickListLine third = new PickListLine("2", "a", 1, 0, "eu");

        pickList.apply(0, 3, pickList.upsert(third, 1), pickList.upsert(second, 2), pickList.upsert(first, 3));

        assertThat(pickList.rows()).containsExactly(first, second, third);
        assertThat(pickList.store().reads().rows(pickList.projection(), 2).value())
                .containsExactly(first, second);
    }

    @Test
    default void all_lists_every_read_model_by_name() {
        CrashableStore store = fresh();
        Opened<Counter> b = Opened.in(store, counters("b", 1));
        Opened<Counter> a = Opened.in(store, counters("a", 3));
        a.apply(0, 4);

        List<Generation> all =
                store.store().reads().all().stream().map(Overview::generation).toList();

        assertThat(all).containsExactly(a.now(), b.now());
        assertThat(all).extracting(Generation::version).containsExactly(3, 1);
        assertThat(all).extracting(Generation::checkpoint).containsExactly(Checkpoint.of(4), Checkpoint.ZERO);
    }

    @Test
    default void a_query_comes_with_the_generation_that_it_ran_in() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.apply(0, 4);

        Snapshot<String> answer = counters.store().reads().query(COUNTERS, session -> "answer");

        assertThat(answer).isEqualTo(new Snapshot<>(counters.now(), "answer"));
        assertThat(answer.generation().checkpoint()).isEqualTo(Checkpoint.of(4));
    }

    @Test
    default void a_query_over_several_read_models_comes_with_the_generation_of_each_in_their_order() {
        CrashableStore store = fresh();
        Opened<Counter> b = Opened.in(store, counters("b", 1));
        Opened<Counter> a = Opened.in(store, counters("a", 1));
        a.apply(0, 4);

        Snapshot<String> answer =
                store.store().reads().query(List.of(b.projection(), a.projection()), session -> "answer");

        assertThat(answer.generations()).containsExactly(b.now(), a.now());
        assertThat(answer.value()).isEqualTo("answer");
        assertThat(store.store().reads().serving(List.of(a.projection(), b.projection())))
                .containsExactly(a.now(), b.now());
    }

    @Test
    default void every_type_of_column_comes_back_as_it_was_written() {
        Opened<Everything> things = Opened.in(fresh(), Everything.PROJECTION);
        Everything plain = Everything.plain(new UUID(1, 1));
        Everything extreme = Everything.extreme(new UUID(2, 2));
        Row plainRow = things.projection().shape().toRow(plain);
        Row extremeRow = things.projection().shape().toRow(extreme);

        things.apply(0, 2, things.upsert(plain, 1), things.upsert(extreme, 2));

        assertThat(things.stored(plain.id())).isEqualTo(new StoredRow(plainRow, Position.of(1)));
        assertThat(things.stored(extreme.id())).isEqualTo(new StoredRow(extremeRow, Position.of(2)));
        assertThat(things.row(plain.id())).contains(plain);
        assertThat(things.row(extreme.id())).contains(extreme);
        assertThat(things.rows()).containsExactly(plain, extreme);
    }

    /** A store may write what is new by other means, if it is much. */
    @Test
    default void every_type_of_column_comes_back_as_it_was_written_where_many_rows_are_new() {
        Opened<Everything> things = Opened.in(fresh(), Everything.PROJECTION);
        List<Everything> rows = IntStream.range(0, 60)
                .mapToObj(i -> new UUID(1, i))
                .map(id -> id.getLeastSignificantBits() % 2 == 0 ? Everything.plain(id) : Everything.extreme(id))
                .toList();
        things.apply(0, 1, things.upsert(Everything.extreme(new UUID(1, 0)), 1));
        Change[] upserts = rows.stream().map(row -> things.upsert(row, 2)).toArray(Change[]::new);
        Set<Key> fresh = rows.stream()
                .skip(1)
                .map(row -> things.projection().shape().key(row.id()))
                .collect(Collectors.toSet());

        things.applier().apply(things.batch(1, 2, fresh, upserts));

        assertThat(things.rows()).containsExactlyElementsOf(rows);
        assertThat(rows)
                .allSatisfy(row -> assertThat(things.stored(row.id()))
                        .isEqualTo(new StoredRow(things.projection().shape().toRow(row), Position.of(2))));
    }

    @Test
    default void a_generation_is_empty_until_it_holds_a_row_or_a_binding() {
        CrashableStore store = fresh();
        Opened<Counter> rows = Opened.in(store, counters("rows", 1));
        Opened<Counter> bindings = Opened.in(store, counters("bindings", 1));
        boolean before = rows.applier().isEmpty() && bindings.applier().isEmpty();

        rows.apply(0, 1, rows.upsert(new Counter("a", 1), 1));
        bindings.bind(0, 1, new Binding(new StreamName("counter-1"), Key.of("a"), Position.of(1)));

        assertThat(before).isTrue();
        assertThat(rows.applier().isEmpty()).isFalse();
        assertThat(bindings.applier().isEmpty()).isFalse();
    }

    @Test
    default void a_row_that_is_replaced_keeps_nothing_of_the_old_one() {
        Opened<Everything> things = Opened.in(fresh(), Everything.PROJECTION);
        UUID id = new UUID(1, 1);
        things.apply(0, 1, things.upsert(Everything.extreme(id), 1));

        things.apply(1, 2, things.upsert(Everything.plain(id), 2));

        assertThat(things.row(id)).contains(Everything.plain(id));
    }

    @Test
    default void a_key_may_hold_any_text() {
        Opened<PickListLine> pickList = Opened.in(fresh(), Orders.WAREHOUSE_PICK_LIST);
        List<Key> keys = List.of(
                Key.of("a,b", "c"),
                Key.of("a", "b,c"),
                Key.of("[\"a\"]", ""),
                Key.of("'; --", "\\\n\t"),
                Key.of("😀", "é"),
                Key.of("{null}", "null"));

        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            pickList.apply(i, i + 1, pickList.upsert(new PickListLine(key.text(0), key.text(1), i, 0, "eu"), i + 1));
        }

        for (int i = 0; i < keys.size(); i++) {
            assertThat(pickList.row(keys.get(i))).map(PickListLine::quantity).contains(i);
            assertThat(pickList.stored(keys.get(i)))
                    .extracting(StoredRow::lastApplied)
                    .isEqualTo(Position.of(i + 1));
        }
    }

    /** Rows a and b are always written together, with the checkpoint as their count. */
    @Test
    default void a_reader_beside_a_writer_never_sees_a_row_older_than_the_checkpoint() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        int batches = 200;
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= batches; i++) {
                counters.apply(
                        i - 1, i, counters.upsert(new Counter("a", i), i), counters.upsert(new Counter("b", i), i));
            }
        });

        boolean writing;
        do {
            writing = !writer.isDone();
            Snapshot<List<Counter>> seen = store.store().reads().rows(COUNTERS, 10);
            long checkpoint = seen.generation().checkpoint().position().value();
            if (StoreFixture.isAtomic(store)) {
                assertThat(seen.value()).allMatch(row -> row.count() == checkpoint);
            } else {
                assertThat(seen.value()).allMatch(row -> row.count() >= checkpoint);
            }
            assertThat(seen.value()).hasSizeGreaterThanOrEqualTo(checkpoint > 0 ? 2 : 0);
        } while (writing);

        writer.join();
        assertThat(counters.rows()).containsExactly(new Counter("a", batches), new Counter("b", batches));
    }
}
