package io.readside.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.Readside;
import io.readside.eventlog.EventLog;
import io.readside.memory.MemoryLog;
import io.readside.projection.Projection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** What an application that is set up wrongly prints at its start. */
@ExtendWith(OutputCaptureExtension.class)
class StartChecksTest {

    private static EmbeddedPostgres postgres;

    @ImportAutoConfiguration(ReadsideAutoConfiguration.class)
    static class Application {}

    @Configuration
    static class TwoDatabases {

        @Bean(defaultCandidate = false)
        @Qualifier(ReadsideAutoConfiguration.STORE_DATA_SOURCE)
        DataSource readModels() {
            return database("read_models");
        }
    }

    @BeforeAll
    static void start() {
        postgres = Parcels.startPostgres();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static DataSource freshDatabase() {
        return database("db" + UUID.randomUUID().toString().replace("-", ""));
    }

    private static DataSource database(String name) {
        new JdbcTemplate(postgres.getPostgresDatabase()).execute("create database " + name);
        return postgres.getDatabase("postgres", name);
    }

    private static void run(ApplicationContextInitializer<GenericApplicationContext> beans, String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.addInitializers(beans);
        application.run(arguments).close();
    }

    @Test
    void without_the_schema_command_and_property_are_named(CapturedOutput output) {
        DataSource empty = freshDatabase();

        assertThatThrownBy(() -> run(context -> context.registerBean("dataSource", DataSource.class, () -> empty)))
                .isInstanceOf(RuntimeException.class);

        assertThat(output)
                .contains(
                        "APPLICATION FAILED TO START",
                        "has no part 'log' of schema readside",
                        "./readside init",
                        "readside.install-schema=true");
    }

    @Test
    void a_version_that_says_nothing_of_the_stored_one_is_refused_with_the_way_out(CapturedOutput output) {
        DataSource database = freshDatabase();
        Parcels.application(database).run(context -> assertThat(context).hasSingleBean(Readside.class));
        Projection<Parcels.Parcel> unrelated = Projection.named("parcel", Parcels.Parcel.class)
                .version(2)
                .from(Parcels.EVENTS)
                .keyedBy(Parcels.ParcelSent::parcelId)
                .put(Parcels.ParcelSent.class, (row, e) -> new Parcels.Parcel(e.parcelId(), e.city()))
                .build();

        assertThatThrownBy(() -> run(context -> {
                    context.registerBean("dataSource", DataSource.class, () -> database);
                    context.registerBean("parcel", Projection.class, () -> unrelated);
                }))
                .isInstanceOf(RuntimeException.class);

        assertThat(output).contains("APPLICATION FAILED TO START", "stored as version 1", ".replaces(V1)");
    }

    @Test
    void of_two_data_sources_the_one_with_the_log_has_to_be_named(CapturedOutput output) {
        assertThatThrownBy(() -> run(context -> {
                    context.registerBean("orders", DataSource.class, () -> postgres.getPostgresDatabase());
                    context.registerBean("billing", DataSource.class, () -> postgres.getPostgresDatabase());
                }))
                .isInstanceOf(UnsatisfiedDependencyException.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "orders", "billing", "@Primary", "readsideStoreDataSource");
    }

    @Test
    void of_two_logs_one_has_to_be_named(CapturedOutput output) {
        DataSource database = freshDatabase();

        assertThatThrownBy(() -> run(
                        context -> {
                            context.registerBean("dataSource", DataSource.class, () -> database);
                            context.registerBean(
                                    "north", EventLog.class, () -> MemoryLog.create(InstantSource.system()));
                            context.registerBean(
                                    "south", EventLog.class, () -> MemoryLog.create(InstantSource.system()));
                        },
                        "--readside.install-schema=true"))
                .isInstanceOf(UnsatisfiedDependencyException.class);

        assertThat(output).contains("APPLICATION FAILED TO START", "north", "south", "one log", "@Primary");
    }

    @Test
    void a_log_whose_order_is_not_protected_is_refused_with_the_statement_that_mends_it(CapturedOutput output) {
        DataSource database = freshDatabase();
        Parcels.application(database).run(context -> assertThat(context).hasSingleBean(Readside.class));
        new JdbcTemplate(database).execute("alter table readside.log disable trigger lock_append");

        assertThatThrownBy(() -> run(context -> context.registerBean("dataSource", DataSource.class, () -> database)))
                .isInstanceOf(RuntimeException.class);

        assertThat(output).contains("APPLICATION FAILED TO START", "enable always trigger lock_append");
    }

    @Test
    void a_read_model_that_nobody_feeds_is_a_warning_and_no_refusal(CapturedOutput output) {
        Parcels.application(freshDatabase())
                .withPropertyValues("readside.workers=false")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).contains("WARN", "'parcel' is fed by nobody", "readside.workers=false");
    }

    @Test
    void a_read_model_that_this_process_feeds_is_no_warning(CapturedOutput output) {
        Parcels.application(freshDatabase()).run(context -> assertThat(context).hasNotFailed());

        assertThat(output).doesNotContain("is fed by nobody");
    }

    @Test
    void two_databases_are_told_apart_by_the_qualifier() {
        Parcels.application(freshDatabase())
                .withUserConfiguration(TwoDatabases.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(new JdbcTemplate(context.getBean("readModels", DataSource.class))
                                    .queryForObject("select count(*) from projection_checkpoint", Long.class))
                            .isEqualTo(1);
                });
    }
}
