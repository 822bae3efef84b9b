package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.consistency.Answer;
import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Pending;
import io.readside.consistency.Gate;
import io.readside.consistency.ReadListener;
import io.readside.consistency.WaitLimits;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.memory.MemoryLog;
import io.readside.projection.ReadModel;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.ReadSession;
import io.readside.testkit.orders.OrderHistory;
import io.readside.testkit.orders.Orders;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One token against a projection and a materialized view over it. The log is far ahead. */
class GatedViewsTest extends DailyTotals {

    private static final Duration LONG = Duration.ofSeconds(30);

    private Gate gate;

    @BeforeEach
    void create() {
        EventLog log = MemoryLog.create(InstantSource.system());
        OrderHistory.of(1, 10).appendTo(log);
        gate = new Gate(
                log, store.reads(), new CheckpointBoard(), WaitLimits.DEFAULT, ReadListener.NONE, System::nanoTime);
        place(0, 1);
        views.create(DAILY_TOTALS);
        place(1, 2);
    }

    @AfterEach
    void closeGate() {
        gate.close();
    }

    private static VersionToken token(long position) {
        return VersionToken.of(Position.of(position));
    }

    private static long orders(ReadSession session, ReadModel model, String sum) {
        try (Statement statement = session.unwrap(Connection.class).createStatement();
                ResultSet row = statement.executeQuery("select " + sum + " from " + session.table(model))) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long inView(ReadSession session) {
        return orders(session, DAILY_TOTALS, "coalesce(sum(order_count), 0)::bigint");
    }

    @Test
    void a_view_is_as_fresh_as_its_last_refresh() {
        assertThat(gate.read(DAILY_TOTALS).after(token(1)).query(GatedViewsTest::inView))
                .isEqualTo(new Fresh<>(1L, Position.of(1), 0));
        assertThat(gate.read(DAILY_TOTALS).after(token(2)).query(GatedViewsTest::inView))
                .isInstanceOf(Pending.class);
    }

    @Test
    void whoever_waits_for_a_view_is_told_after_its_refresh_by_another_process() {
        CompletableFuture<Answer<Checkpoint>> answer =
                gate.read(DAILY_TOTALS).after(token(2)).within(LONG).async().checkpoint();

        views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(answer.join())
                .isInstanceOfSatisfying(
                        Fresh.class, fresh -> assertThat(fresh.position()).isEqualTo(Position.of(2)));
    }

    @Test
    void a_projection_and_a_view_over_it_are_read_in_one_snapshot_after_one_token() {
        Answer<Long> late = gate.read(Orders.ORDER_SUMMARY)
                .and(DAILY_TOTALS)
                .after(token(2))
                .query(GatedViewsTest::inView);
        views.refresh(DAILY_TOTALS, EPOCH);

        Answer<Boolean> equal = gate.read(Orders.ORDER_SUMMARY)
                .and(DAILY_TOTALS)
                .after(token(2))
                .query(session -> {
                    long before = orders(session, Orders.ORDER_SUMMARY, "count(*)");
                    place(2, 3);
                    views.refresh(DAILY_TOTALS, EPOCH);
                    return before == 2
                            && before == inView(session)
                            && before == orders(session, Orders.ORDER_SUMMARY, "count(*)");
                });

        assertThat(late).isInstanceOf(Pending.class);
        assertThat(equal).isEqualTo(new Fresh<>(true, Position.of(2), 0));
    }

    @Test
    void rows_that_nothing_vouches_for_are_not_handed_out() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gate.read(DAILY_TOTALS).query(session -> session.table(Orders.ORDER_SUMMARY)))
                .withMessageContainingAll("order_daily_totals", "order_summary");
    }
}
