package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class ImportSessionTest {

    private static final int BUSY = -1;

    @Test
    void lines_go_behind_what_another_writer_appends_to_their_streams_meanwhile(@Installed("log") FreshDatabase log)
            throws Exception {
        try (Database database = database(log);
                ImportSession session = new ImportSession(database)) {
            append(log, "order-1", 7);

            int first = session.append(batch(1, 2), 0, 2);
            int second = session.append(batch(1, 2), 0, 2);
            append(log, "order-1", 8);
            int third = session.append(batch(3, 4), 0, 2);
            int fourth = session.append(batch(3, 4), 0, 2);

            assertThat(new int[] {first, second, third, fourth}).containsExactly(BUSY, 2, BUSY, 2);
        }
        assertThat(log.value("select string_agg(stream_version || ' ' || (data ->> 'n'), ', ' order by position)"
                        + " from readside.log"))
                .isEqualTo("0 7, 1 1, 2 2, 3 8, 4 3, 5 4");
    }

    @Test
    void lines_that_another_writer_has_appended_meanwhile_are_left(@Installed("log") FreshDatabase log)
            throws Exception {
        try (Database database = database(log);
                ImportSession session = new ImportSession(database);
                ImportSession other = new ImportSession(database)) {
            other.append(batch(1, 2), 0, 2);

            int first = session.append(batch(1, 2, 3), 0, 3);
            int second = session.append(batch(1, 2, 3), 0, 3);

            assertThat(new int[] {first, second}).containsExactly(BUSY, 1);
        }
        assertThat(log.value("select count(*) from readside.log")).isEqualTo(3L);
    }

    @Test
    void a_large_part_that_is_refused_at_its_first_line_goes_in_at_the_next_attempt(@Installed("log") FreshDatabase log)
            throws Exception {
        ImportBatch large = new ImportBatch();
        for (int n = 1; n <= 1_000; n++) {
            large.add(EventLine.parse(ImportTest.line("order-1", n, "{\"a\":\"" + "x".repeat(5_000) + "\"}")), n);
        }
        try (Database database = database(log);
                ImportSession session = new ImportSession(database)) {
            append(log, "order-1", 0);

            int first = session.append(large, 0, 1_000);
            int second = session.append(large, 0, 1_000);

            assertThat(new int[] {first, second}).containsExactly(BUSY, 1_000);
        }
    }

    @Test
    void a_part_of_a_batch_may_be_there_already(@Installed("log") FreshDatabase log) throws Exception {
        try (Database database = database(log);
                ImportSession session = new ImportSession(database)) {
            session.append(batch(2, 4), 0, 2);
        }

        try (Database database = database(log);
                ImportSession session = new ImportSession(database)) {
            assertThat(session.append(batch(1, 2, 3, 4, 5, 6), 0, 6)).isEqualTo(4);
        }
        assertThat(log.value("select string_agg(stream_version || ' ' || (data ->> 'n'), ', ' order by position)"
                        + " from readside.log"))
                .isEqualTo("0 2, 1 4, 2 1, 3 3, 4 5, 5 6");
    }

    @Test
    void positions_that_no_lock_protects_are_not_kept(@Installed("log") FreshDatabase log) throws Exception {
        log.execute("alter table readside.log disable trigger lock_append");

        try (Database database = database(log);
                ImportSession session = new ImportSession(database)) {
            assertThatThrownBy(() -> session.append(batch(1), 0, 1))
                    .isInstanceOf(Trouble.class)
                    .hasMessageContaining("not protected by the lock of trigger readside.lock_append");
        }
        assertThat(log.value("select count(*) from readside.log")).isEqualTo(0L);
    }

    @Test
    void nor_are_positions_that_a_session_has_kept_for_itself(@Installed("log") FreshDatabase log) throws Exception {
        log.execute("alter sequence readside.log_position cache 100");

        try (Database database = database(log);
                ImportSession session = new ImportSession(database)) {
            session.append(batch(1), 0, 1);
            assertThatThrownBy(() -> session.append(batch(2), 0, 1)).isInstanceOf(Trouble.class);
        }
        assertThat(log.value("select count(*) from readside.log")).isEqualTo(1L);
    }

    private static Database database(FreshDatabase log) {
        return Database.open(Cli.url(log), "--url");
    }

    private static ImportBatch batch(int... numbers) {
        ImportBatch batch = new ImportBatch();
        for (int n : numbers) {
            batch.add(EventLine.parse(ImportTest.line("order-1", n, "{}")), n);
        }
        return batch;
    }

    private static void append(FreshDatabase log, String stream, int n) throws SQLException {
        log.execute("select readside.append('" + stream + "', null, '[{\"type\":\"T\",\"data\":{\"n\":" + n + "}}]')");
    }
}
