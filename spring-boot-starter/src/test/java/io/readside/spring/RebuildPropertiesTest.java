package io.readside.spring;

import static io.readside.spring.Parcels.PARCEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.projection.Projection;
import io.readside.readstore.Rebuild;
import io.readside.rebuild.SwapSettings;
import io.readside.spring.Parcels.Parcel;
import io.readside.spring.Parcels.ParcelSent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several versions of one projection as beans, and how they are rebuilt. */
@Timeout(120)
class RebuildPropertiesTest {

    private static final Projection<Parcel> SECOND = second(PARCEL);

    private EmbeddedPostgres postgres;

    private static Projection<Parcel> second(Projection<Parcel> first) {
        return Projection.named("parcel", Parcel.class)
                .version(2)
                .replaces(first)
                .from(Parcels.EVENTS)
                .keyedBy(ParcelSent::parcelId)
                .put(ParcelSent.class, (row, e) -> new Parcel(e.parcelId(), e.city()))
                .build();
    }

    @BeforeEach
    void start() {
        postgres = Parcels.startPostgres();
    }

    @AfterEach
    void stop() throws IOException {
        postgres.close();
    }

    @Test
    void of_two_versions_that_are_beans_the_newer_one_is_planned_and_both_can_be_read() {
        DataSource dataSource = postgres.getPostgresDatabase();
        Parcels.application(dataSource).run(context -> assertThat(context).hasSingleBean(Readside.class));

        Parcels.application(dataSource)
                .withBean("second", Projection.class, () -> SECOND)
                .run(context -> {
                    Readside readside = context.getBean(Readside.class);

                    assertThat(readside.operations().rebuild("parcel"))
                            .hasValueSatisfying(plan -> assertThat(plan.state()).isEqualTo(Rebuild.State.PLANNED));
                    assertThat(readside.read(PARCEL).row("1")).isInstanceOf(Answer.Fresh.class);
                    assertThat(readside.read(SECOND).row("1")).isInstanceOf(Answer.Pending.class);
                });
    }

    @Test
    void a_newer_version_is_built_without_being_told_if_so_configured() {
        DataSource dataSource = postgres.getPostgresDatabase();
        Parcels.application(dataSource).run(context -> assertThat(context).hasSingleBean(Readside.class));

        Parcels.application(dataSource)
                .withBean("second", Projection.class, () -> SECOND)
                .withPropertyValues(
                        "readside.rebuild.by-itself=true",
                        "readside.rebuild.lock-timeout=20ms",
                        "readside.rebuild.try-for=5s")
                .run(context -> {
                    assertThat(context.getBean(ReadsideProperties.class)
                                    .rebuild()
                                    .swaps())
                            .isEqualTo(new SwapSettings(Duration.ofMillis(20), Duration.ofSeconds(5)));
                    Readside readside = context.getBean(Readside.class);
                    Rebuild.State state;
                    do {
                        state = readside.operations()
                                .rebuild("parcel")
                                .orElseThrow()
                                .state();
                    } while (state == Rebuild.State.PLANNED);
                });
    }

    @Test
    void read_models_are_set_against_the_log_at_an_interval() {
        Parcels.application(postgres.getPostgresDatabase())
                .withPropertyValues("readside.reconcile.every=1s")
                .run(context -> {
                    Readside readside = context.getBean(Readside.class);
                    while (readside.monitor().lastReconciled("parcel").isEmpty()) {
                        Thread.onSpinWait();
                    }

                    assertThat(readside.monitor().lastReconciled("parcel"))
                            .hasValueSatisfying(last -> assertThat(last.drift()).isZero());
                });
    }

    @Test
    void a_version_that_is_a_bean_and_is_not_replaced_is_an_error_at_start() {
        Projection<Parcel> other = Projection.named("parcel", Parcel.class)
                .from(Parcels.EVENTS)
                .keyedBy(ParcelSent::parcelId)
                .put(ParcelSent.class, (row, e) -> new Parcel(e.parcelId(), "nowhere"))
                .build();

        assertThatIllegalStateException()
                .isThrownBy(() -> DeclaredVersions.newest(Stream.of(other, SECOND)))
                .withMessageContainingAll("version 2 does not replace the bean of version 1", "replaces");
        assertThatIllegalStateException()
                .isThrownBy(() -> DeclaredVersions.newest(Stream.of(PARCEL, other)))
                .withMessageContaining("one version twice");
        assertThat(DeclaredVersions.newest(Stream.of(PARCEL, SECOND))).isEqualTo(List.of(SECOND));
    }
}
