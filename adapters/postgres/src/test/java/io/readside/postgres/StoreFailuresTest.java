package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.readstore.ApplyFailed;
import io.readside.readstore.ApplyFailed.Cause;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.StoreUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again and what is not. */
class StoreFailuresTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08000", "08001", "08006", "57P01", "57P02", "57P03", "53100", "53300", "40001", "40P01", "55P03",
                "57014", "25006", "58030", "26000", "25P03", "28P01", "3D000"
            })
    void what_passes_is_tried_again(String state) {
        SQLException e = new SQLException("secret", state);

        assertThat(StoreFailures.onApply("Apply", e))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(state)
                .hasMessageContaining("the checkpoint tells");
        assertThat(StoreFailures.onRead("Read", e)).isInstanceOf(StoreUnavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "22003", "22P02", "23502", "23505", "42601", "42703", "42P01", "42501", "P0001"})
    void what_stays_is_not(String state) {
        SQLException e = new SQLException("secret", state);

        assertThat(StoreFailures.onApply("Apply", e))
                .isInstanceOf(ApplyFailed.class)
                .hasMessageContaining(state)
                .hasMessageNotContaining("secret");
        assertThat(StoreFailures.onRead("Read", e))
                .isInstanceOf(PostgresFailure.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "42703", "42501", "42601", "0A000", "3F000", "55000", "XX001"})
    void what_no_event_brings_about_is_laid_on_the_table(String state) {
        assertThat(StoreFailures.onApply("Apply", new SQLException("secret", state)))
                .isInstanceOfSatisfying(
                        ApplyFailed.class, e -> assertThat(e.what()).isEqualTo(Cause.TABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "23505", "21000", "54000", "P0001", "44000", "RS001"})
    void what_a_value_brings_about_is_laid_on_the_change(String state) {
        assertThat(StoreFailures.onApply("Apply", new SQLException("secret", state)))
                .isInstanceOfSatisfying(
                        ApplyFailed.class, e -> assertThat(e.what()).isEqualTo(Cause.CHANGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "55P03"})
    void what_takes_too_long_while_changes_are_written_may_be_too_much(String state) {
        assertThat(StoreFailures.onChange("Apply", new SQLException("secret", state)))
                .isInstanceOf(ApplyTimedOut.class)
                .hasMessageContaining(state)
                .hasMessageNotContaining("secret");
        assertThat(StoreFailures.onChange("Apply", new SQLException("secret", "40001")))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void pools_and_sockets_say_it_in_their_own_way() {
        for (SQLException e : new SQLException[] {
            new SQLTransientConnectionException("pool - Connection is not available"),
            new SQLException("An I/O error occurred", "XX999", new IOException("reset")),
            new SQLException("HikariDataSource has been closed.")
        }) {
            assertThat(StoreFailures.onApply("Apply", e)).isInstanceOf(StoreUnavailable.class);
        }
    }
}
