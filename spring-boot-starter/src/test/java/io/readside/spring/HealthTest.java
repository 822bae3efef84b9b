package io.readside.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.projection.FoldProjection;
import io.readside.projection.OnPoison;
import io.readside.projection.Projection;
import io.readside.spring.Parcels.Parcel;
import io.readside.spring.Parcels.ParcelSent;
import io.readside.spring.health.ReadsideHealthAutoConfiguration;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** What the health endpoint tells, and how long it takes to tell it. */
@Timeout(120)
class HealthTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private EmbeddedPostgres postgres;
    private Gateway gateway;

    /** The way to the database, which can be cut and blocked. */
    private static final class Gateway extends DelegatingDataSource {

        private final CountDownLatch opened = new CountDownLatch(1);
        private final AtomicInteger waiting = new AtomicInteger();
        private volatile boolean cut;
        private volatile boolean blocked;

        Gateway(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (cut) {
                throw new SQLException("nobody there", "08001");
            }
            if (blocked && Thread.currentThread().getName().equals("readside-health")) {
                waiting.incrementAndGet();
                try {
                    opened.await();
                } catch (InterruptedException e) {
                    throw new SQLException("given up", "08001", e);
                }
            }
            return super.getConnection();
        }
    }

    private static FoldProjection<Parcel> picky(String name, OnPoison onPoison) {
        return Projection.named(name, Parcel.class)
                .from(Parcels.EVENTS)
                .keyedBy(ParcelSent::parcelId)
                .onPoison(onPoison)
                .put(ParcelSent.class, (row, e) -> {
                    if (e.city().equals("Atlantis")) {
                        throw new IllegalArgumentException("no such city");
                    }
                    return new Parcel(e.parcelId(), e.city());
                })
                .build();
    }

    @BeforeEach
    void start() {
        postgres = Parcels.startPostgres();
        gateway = new Gateway(postgres.getPostgresDatabase());
    }

    @AfterEach
    void stop() throws IOException {
        gateway.opened.countDown();
        postgres.close();
    }

    private ApplicationContextRunner application() {
        return Parcels.application(gateway)
                .withConfiguration(AutoConfigurations.of(ReadsideHealthAutoConfiguration.class));
    }

    private static Health health(ApplicationContext context) {
        return context.getBean("readsideHealthIndicator", HealthIndicator.class).health();
    }

    private static VersionToken send(Readside readside, String id, String city) {
        return readside.append(Parcels.EVENTS.stream(id), ExpectedVersion.any(), new ParcelSent(id, city))
                .token();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> details(Health health, String model) {
        return (Map<String, Object>) health.getDetails().get(model);
    }

    @Test
    void a_read_model_that_is_current_is_up_with_its_position() {
        application().run(context -> {
            Readside readside = context.getBean(Readside.class);
            VersionToken token = send(readside, "1", "Turku");
            readside.read(Parcels.PARCEL).after(token).within(PATIENCE).row("1");

            Health health = health(context);

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(details(health, "parcel"))
                    .containsEntry("state", "running")
                    .containsEntry("generation", "parcel__g1")
                    .containsEntry("version", 1)
                    .containsEntry("position", token.position().value())
                    .containsEntry("head", token.position().value())
                    .containsEntry("lagEvents", 0L)
                    .containsEntry("lagSeconds", 0.0)
                    .containsEntry("parkedKeys", 0L)
                    .doesNotContainKey("declaredVersion");
        });
    }

    @Test
    void what_nobody_feeds_is_behind_and_not_down() {
        application().withPropertyValues("readside.workers=false").run(context -> {
            send(context.getBean(Readside.class), "1", "Turku");

            Health health = health(context);

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(details(health, "parcel"))
                    .containsEntry("state", "not fed")
                    .containsEntry("fedBy", "nobody")
                    .containsEntry("lagEvents", 1L);
        });
    }

    @Test
    void a_parked_key_is_told_of_and_not_down() {
        FoldProjection<Parcel> parking = picky("parking", OnPoison.PARK_KEY);
        application().withBean("parking", Projection.class, () -> parking).run(context -> {
            Readside readside = context.getBean(Readside.class);
            VersionToken token = send(readside, "1", "Atlantis");
            assertThat(readside.read(parking).after(token).within(PATIENCE).row("1"))
                    .isInstanceOf(Answer.Parked.class);

            Health health = health(context);

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(details(health, "parking"))
                    .containsEntry("state", "running")
                    .containsEntry("parkedKeys", 1L)
                    .containsEntry("parkedEvents", 1L)
                    .containsKey("parkedSeconds");
        });
    }

    @Test
    void a_read_model_that_has_stopped_is_down_with_the_event_and_nothing_of_its_payload() {
        FoldProjection<Parcel> stopping = picky("stopping", OnPoison.STOP);
        application().withBean("stopping", Projection.class, () -> stopping).run(context -> {
            Readside readside = context.getBean(Readside.class);
            VersionToken token = send(readside, "1", "Atlantis");
            assertThat(readside.read(stopping).after(token).within(PATIENCE).row("1"))
                    .isInstanceOf(Answer.Parked.class);

            Health health = health(context);

            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(details(health, "stopping")).containsEntry("state", "stopped");
            assertThat(details(health, "stopping").get("reason"))
                    .asString()
                    .contains("position " + token)
                    .doesNotContain("Atlantis");
            assertThat(details(health, "parcel")).containsEntry("state", "running");
        });
    }

    @Test
    void databases_out_of_reach_are_down() {
        application().withPropertyValues("readside.workers=false").run(context -> {
            gateway.cut = true;

            Health health = health(context);

            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails().get("error")).asString().contains("StoreUnavailable");
            gateway.cut = false;
        });
    }

    @Test
    void a_database_that_says_nothing_is_down_in_time_and_is_asked_once() {
        application()
                .withPropertyValues("readside.workers=false", "readside.health.timeout=50ms")
                .run(context -> {
                    gateway.blocked = true;

                    Health first = health(context);
                    Health second = health(context);

                    assertThat(first.getStatus()).isEqualTo(Status.DOWN);
                    assertThat(first.getDetails().get("error")).asString().contains("50 ms", "readside.health.timeout");
                    assertThat(second.getStatus()).isEqualTo(Status.DOWN);
                    assertThat(gateway.waiting).hasValue(1);
                });
    }

    @Test
    void it_goes_away_by_the_property_and_without_the_actuator() {
        ApplicationContextRunner quiet = application().withPropertyValues("readside.workers=false");

        quiet.withPropertyValues("management.health.readside.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("readsideHealthIndicator"));
        quiet.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Readside.class)
                        .doesNotHaveBean("readsideHealthIndicator"));
    }
}
