package io.readside.postgres.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.InvalidToken;
import io.readside.event.VersionToken;
import io.readside.postgres.PostgresSchema;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A log that has lost its tail: its read model is built anew once an operator says that the log is right as it is. */
@ExtendWith(PostgresExtension.class)
@Timeout(120)
class NewTimelineTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void a_read_model_of_a_lost_tail_is_built_anew_when_an_operator_accepts_the_loss(
            @Installed({PostgresSchema.LOG, PostgresSchema.READ_STORE}) FreshDatabase database) throws Exception {
        try (Rollout before = new Rollout(database, 1)) {
            before.past(20);
            before.awaitHead(before.start(Versions.OLD), Versions.OLD);
        }
        database.execute(
                "delete from readside.log where position > 20;" + "select setval('readside.log_position', 20)");
        try (Rollout after = new Rollout(database, 2)) {
            Readside application = after.start(Versions.OLD);
            after.awaitRegressed(application);

            Report refused = after.ask(application, new Act.StartRebuild(false));
            after.done(application, new Act.StartRebuild(true));
            Rebuild verified = after.await(State.VERIFIED);
            after.done(application, new Act.Swap(SwapMode.REPLACE));
            Report noWayBack = after.ask(application, new Act.Rollback());

            assertThat(refused.done()).isFalse();
            assertThat(refused.message()).contains("--new-timeline");
            assertThat(verified.note()).contains("not compared");
            assertThat(noWayBack.done()).isFalse();
            assertThat(database.value("select max(order_id::int) <= 20 from order_summary"))
                    .isEqualTo(true);
            VersionToken lost = VersionToken.parse("1");
            assertThatThrownBy(() -> application
                            .read(Versions.OLD)
                            .after(lost)
                            .within(LONG)
                            .rows(1))
                    .isInstanceOf(InvalidToken.class)
                    .hasMessageContaining("timeline 1");
            VersionToken written = after.past(5);
            assertThat(written.toString()).startsWith("2.");
            assertThat(application
                            .read(Versions.OLD)
                            .after(written)
                            .within(LONG)
                            .rows(1))
                    .isInstanceOf(Answer.Fresh.class);
            after.awaitHead(application, Versions.OLD);
        }
    }
}
