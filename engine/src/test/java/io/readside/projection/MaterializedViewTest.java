package io.readside.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.bank.Bank;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MaterializedViewTest {

    private static MaterializedView.Builder totals() {
        return MaterializedView.named("totals", Bank.BALANCES).statements("create …", "create unique index …");
    }

    @Test
    void what_is_not_said_is_a_rest_of_ten_seconds_and_ten_minutes_at_most() {
        MaterializedView view = totals().build();

        assertThat(view.statements()).containsExactly("create …", "create unique index …");
        assertThat(view.atMostEvery()).isEqualTo(Duration.ofSeconds(10));
        assertThat(view.atLeastEvery()).isEmpty();
        assertThat(view.atMostFor()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void a_view_without_a_statement_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(MaterializedView.named("totals", Bank.BALANCES)::build)
                .withMessageContaining("'totals' has no statements");
    }

    @Test
    void a_schedule_that_contradicts_itself_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(totals().atMostEvery(Duration.ofSeconds(-1))::build);
        assertThatIllegalArgumentException()
                .isThrownBy(totals().atMostEvery(Duration.ofHours(2)).atLeastEvery(Duration.ofHours(1))::build)
                .withMessageContainingAll("PT2H", "PT1H");
    }

    @Test
    void a_refresh_may_take_from_a_second_to_a_day() {
        assertThat(totals().atMostFor(Duration.ofDays(1)).build().atMostFor()).isEqualTo(Duration.ofDays(1));
        assertThatIllegalArgumentException()
                .isThrownBy(totals().atMostFor(Duration.ofMillis(999))::build)
                .withMessageContaining("PT0.999S");
        assertThatIllegalArgumentException()
                .isThrownBy(totals().atMostFor(Duration.ofDays(2))::build)
                .withMessageContaining("PT48H");
    }

    @Test
    void a_name_that_is_no_name_of_a_read_model_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MaterializedView.named("Totals", Bank.BALANCES));
    }
}
