package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Rows of new keys go in by COPY, where that can be done. */
class RowCopyTest extends TallyScene {

    private static final int ROWS = 50;

    /** Rows "0" to "49". */
    private static Batch fresh() {
        List<Change> changes = IntStream.range(0, ROWS)
                .<Change>mapToObj(i -> upsert("" + i, i, 1))
                .toList();
        Set<Key> keys = IntStream.range(0, ROWS).mapToObj(i -> Key.of("" + i)).collect(Collectors.toSet());
        return new Batch(1, Checkpoint.ZERO, Checkpoint.of(1), changes, List.of(), List.of(), Optional.of(keys));
    }

    private long copied() throws SQLException {
        return (long) database.value("select count(*) from copied");
    }

    /** Notes the rows that come by a COPY. */
    private void watchCopies() throws SQLException {
        database.execute("""
                create table copied (name text);
                create function note() returns trigger language plpgsql as $$
                begin
                    if current_query() ilike 'copy %' then
                        insert into copied values (new.name);
                    end if;
                    return new;
                end $$;
                create trigger note before insert on tally__g1 for each row execute function note()""");
    }

    @Test
    void many_new_rows_are_copied_and_others_inserted() throws SQLException {
        watchCopies();
        applier.apply(fresh());
        long first = copied();
        applier.apply(new Batch(
                1,
                Checkpoint.of(1),
                Checkpoint.of(2),
                List.of(upsert("x", 1, 2), upsert("0", 7, 2)),
                List.of(),
                List.of(),
                Optional.of(Set.of(Key.of("x")))));

        assertThat(first).isEqualTo(ROWS);
        assertThat(copied()).isEqualTo(ROWS);
        assertThat(database.value("select count(*) || ' ' || sum(count) from tally"))
                .isEqualTo((ROWS + 1) + " " + (ROWS * (ROWS - 1) / 2 + 1 + 7));
    }

    @Test
    void rows_that_are_there_are_updated_and_one_that_is_gone_after_all_refuses_the_batch() throws SQLException {
        applier.apply(fresh());
        List<Change> changes = IntStream.range(0, ROWS)
                .<Change>mapToObj(i -> upsert("" + i, i + 1, 2))
                .toList();

        applier.apply(
                new Batch(1, Checkpoint.of(1), Checkpoint.of(2), changes, List.of(), List.of(), Optional.of(Set.of())));
        Object updated = database.value("select sum(count) || ' ' || min(_position) from tally__g1");
        database.execute("delete from tally__g1 where name = '7'");

        assertThat(updated).isEqualTo(ROWS * (ROWS + 1) / 2 + " 2");
        assertThatThrownBy(() -> applier.apply(new Batch(
                        1, Checkpoint.of(2), Checkpoint.of(3), changes, List.of(), List.of(), Optional.of(Set.of()))))
                .isInstanceOf(ApplyFailed.class)
                .hasMessageContaining("Of 50 rows of tally__g1 that were there 1 are gone");
        assertThat(applier.current().checkpoint()).isEqualTo(Checkpoint.of(2));
    }

    @Test
    void a_key_that_has_a_row_after_all_refuses_the_batch_and_nothing_is_written() throws SQLException {
        database.execute("insert into tally__g1 values ('7', 1, 0)");

        assertThatThrownBy(() -> applier.apply(fresh()))
                .isInstanceOf(ApplyFailed.class)
                .hasMessageContainingAll("23505", "unique violation");

        assertThat(database.value("select count(*) from tally")).isEqualTo(1L);
        assertThat(applier.current().checkpoint()).isEqualTo(Checkpoint.ZERO);
    }

    @Test
    void where_row_security_forbids_a_copy_the_rows_are_inserted() throws SQLException {
        watchCopies();
        String role = "feeder_of_" + database.name();
        database.execute("create role " + role + " login; grant usage on schema readside to " + role
                + "; grant all on all tables in schema readside, public to " + role
                + "; alter table tally__g1 enable row level security"
                + "; create policy everything on tally__g1 for all to " + role + " using (true) with check (true)");
        Applier narrow = PostgresReadStore.of(database.dataSourceOf(role)).applier(TALLY, ID);

        narrow.apply(fresh());

        assertThat(copied()).isZero();
        assertThat(database.value("select count(*) from tally__g1")).isEqualTo((long) ROWS);
        database.execute("drop owned by " + role + "; drop role " + role);
    }

    @Test
    void where_a_pool_hides_the_driver_the_rows_are_inserted() throws SQLException {
        watchCopies();
        DataSource hiding = Intercepted.calls(
                DataSource.class,
                database.dataSource(),
                "getConnection",
                (none, connection) -> Intercepted.calls(
                        Connection.class, (Connection) connection, "isWrapperFor", (type, wraps) -> false));

        PostgresReadStore.of(hiding).applier(TALLY, ID).apply(fresh());

        assertThat(copied()).isZero();
        assertThat(database.value("select count(*) from tally")).isEqualTo((long) ROWS);
    }
}
