package io.readside.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.InvalidToken;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.memory.MemoryReadStore;
import io.readside.readstore.ReadStore;
import io.readside.rebuild.SwapSettings;
import io.readside.spring.Parcels.ParcelSent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.unit.DataSize;

class ReadsideAutoConfigurationTest {

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        postgres = Parcels.startPostgres();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void a_projection_that_is_a_bean_is_kept_current() {
        Parcels.application(postgres).run(context -> {
            Readside readside = context.getBean(Readside.class);
            String id = UUID.randomUUID().toString();

            VersionToken token = readside.append(
                            Parcels.EVENTS.stream(id), ExpectedVersion.none(), new ParcelSent(id, "Turku"))
                    .token();

            assertThat(readside.read(Parcels.PARCEL)
                            .after(token)
                            .within(Duration.ofSeconds(20))
                            .row(id))
                    .isInstanceOfSatisfying(
                            Answer.Fresh.class,
                            fresh -> assertThat(fresh.value()).isEqualTo(Optional.of(new Parcels.Parcel(id, "Turku"))));
        });
    }

    @Test
    void a_process_without_workers_writes_and_does_not_apply() {
        Parcels.application(postgres)
                .withPropertyValues("readside.workers=false")
                .run(context -> {
                    Readside readside = context.getBean(Readside.class);
                    String id = UUID.randomUUID().toString();

                    VersionToken token = readside.append(
                                    Parcels.EVENTS.stream(id), ExpectedVersion.none(), new ParcelSent(id, "Turku"))
                            .token();

                    assertThat(readside.read(Parcels.PARCEL).after(token).row(id))
                            .isInstanceOf(Answer.Pending.class);
                });
    }

    @Test
    void a_bean_of_the_application_takes_precedence() {
        Parcels.application(postgres)
                .withBean("own", ReadStore.class, () -> MemoryReadStore.atomic(InstantSource.system()))
                .run(context -> assertThat(context).getBean(ReadStore.class).isInstanceOf(MemoryReadStore.class));
    }

    @Test
    void an_application_with_metrics_counts_what_readers_are_told() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Parcels.application(postgres)
                .withConfiguration(AutoConfigurations.of(ReadsideMetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, () -> registry)
                .run(context -> {
                    context.getBean(Readside.class).read(Parcels.PARCEL).row("none");

                    assertThat(registry.get("readside.reads")
                                    .tags("read.model", "parcel", "answer", "fresh")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                });
    }

    @Test
    void without_a_data_source_or_when_disabled_there_is_nothing() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ReadsideAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(Readside.class));
        Parcels.application(postgres)
                .withPropertyValues("readside.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Readside.class));
    }

    @Test
    void without_a_schema_the_start_fails_with_the_way_out() {
        Parcels.application(postgres.getTemplateDatabase())
                .withPropertyValues("readside.install-schema=false")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("init"));
    }

    @Test
    void the_defaults_are_those_of_the_documentation() {
        Parcels.application(postgres)
                .withPropertyValues("readside.workers=false")
                .run(context -> {
                    ReadsideProperties properties = context.getBean(ReadsideProperties.class);

                    assertThat(properties.longestWait()).isEqualTo(Duration.ofMillis(400));
                    assertThat(properties.batchSizeEvents()).isEqualTo(50_000);
                    assertThat(properties.batchSizeBytes()).isEqualTo(DataSize.ofMegabytes(4));
                    assertThat(properties.leaseTerm()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(properties.maxWaiters()).isEqualTo(100);
                    assertThat(properties.reconcile().every()).isZero();
                    assertThat(properties.rebuild().byItself()).isFalse();
                    assertThat(properties.rebuild().share()).isEqualTo(0.25);
                    assertThat(properties.rebuild().swaps()).isEqualTo(SwapSettings.DEFAULT);
                });
    }

    @Test
    void a_parameter_becomes_a_token_or_is_refused() {
        DefaultConversionService conversion = new DefaultConversionService();
        conversion.addConverter(new VersionTokenConverter());

        assertThat(conversion.convert("481523", VersionToken.class)).isEqualTo(VersionToken.of(Position.of(481523)));
        assertThatThrownBy(() -> conversion.convert("-1", VersionToken.class))
                .isInstanceOf(ConversionFailedException.class)
                .hasCauseInstanceOf(InvalidToken.class);
    }
}
