package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every read model beside what the log says when it is read from the first event, in SQL that shares no code with us. */
final class Replay {

    static final List<String> READ_MODELS = List.of(
            "order_summary", "warehouse_pick_list", "customer_totals", "customer_order_history", "order_daily_totals");

    private Replay() {}

    /** While nobody writes: waits until every read model has got to the head, then compares. */
    static void assertEqualToTheReadModels(JdbcTemplate jdbc) {
        long head = jdbc.queryForObject("select coalesce(max(position), 0) from readside.events", Long.class);
        awaitCheckpoints(jdbc, head);
        for (String name : READ_MODELS) {
            assertThat(difference(jdbc, name)).as(name).isEmpty();
        }
    }

    private static List<String> difference(JdbcTemplate jdbc, String name) {
        String expected = sql(name);
        return jdbc.queryForList(
                "with expected as (" + expected
                        + ") (select 'missing ' || x::text from (select * from expected except all select * from "
                        + name + ") x) union all (select 'too much ' || x::text from (select * from " + name
                        + " except all select * from expected) x)",
                String.class);
    }

    private static String sql(String name) {
        try {
            return new ClassPathResource("replay/" + name + ".sql").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The view of days is refreshed at intervals and has no reader's gate, so its checkpoint is looked at. */
    private static void awaitCheckpoints(JdbcTemplate jdbc, long head) {
        for (int i = 0; i < 3000; i++) {
            long behind = jdbc.queryForObject(
                    "select count(*) from projection_checkpoint where commit_pos < ?", Long.class, head);
            if (behind == 0) {
                return;
            }
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))
                    .join();
        }
        throw new AssertionError("The read models do not reach " + head + ": "
                + jdbc.queryForList("select name, commit_pos, state, stopped_reason from projection_checkpoint"));
    }
}
