package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.projection.Key;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Difference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams that are bound to keys while rows and bindings are looked at. */
class BoundStreamsTest extends ComparisonScene {

    /** Its rows are equal before and after, its bindings only before: neither look by itself tells. */
    @Tag("every-postgres")
    @Test
    void a_stream_that_is_bound_between_the_look_at_bindings_and_that_at_rows_is_not_lost() {
        AtomicBoolean isBound = new AtomicBoolean();
        Comparisons interrupted = lookingAtRows(() -> {
            if (isBound.compareAndSet(false, true)) {
                database.execute("begin; insert into readside.tally__g1_binding values ('tally-7', '[\"n1\"]', 7);"
                        + "update tally__g1 set count = 7 where name = 'n1'; commit;"
                        + "update tally__g2 set count = 7 where name = 'n1'");
            }
        });
        comparisons.suspect(BOTH, Set.of(Key.of("n1")));

        assertThat(interrupted.confirm(BOTH, Optional.empty(), 100).last()).contains(Key.of("n1"));

        assertThat(isBound).isTrue();
        assertThat(comparisons.confirm(BOTH, Optional.empty(), 100).differing())
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.key()).isEqualTo(Key.of("n1").toJson());
                    assertThat(difference.cells())
                            .containsExactly(new Difference.Cell(Difference.STREAMS, "tally-7 from position 7", null));
                });
    }

    private interface Act {
        void run() throws SQLException;
    }

    /** Does something each time before rows of suspects are looked at. */
    private Comparisons lookingAtRows(Act act) {
        DataSource watched = Intercepted.calls(
                DataSource.class,
                database.dataSource(),
                "getConnection",
                (none, connection) -> Intercepted.calls(
                        Connection.class, (Connection) connection, "prepareStatement", (arguments, statement) -> {
                            if (((String) arguments[0]).contains("taken_off")) {
                                run(act);
                            }
                            return statement;
                        }));
        PostgresReadStore other = PostgresReadStore.of(watched);
        assertThat(other.generations().open(TALLY).id()).isEqualTo(ID);
        return other.comparisons();
    }

    private static void run(Act act) {
        try {
            act.run();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
