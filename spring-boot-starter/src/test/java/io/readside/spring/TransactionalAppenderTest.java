package io.readside.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.WrongExpectedVersion;
import io.readside.spring.Parcels.ParcelSent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class TransactionalAppenderTest {

    private static EmbeddedPostgres postgres;

    private final String id = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        postgres = Parcels.startPostgres();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private record App(TransactionalAppender appender, TransactionTemplate tx, JdbcTemplate jdbc, Readside readside) {

        PromisedToken send(String id, String city) {
            return appender.append(Parcels.EVENTS.stream(id), ExpectedVersion.any(), new ParcelSent(id, city));
        }

        TransactionTemplate nested(int propagation) {
            TransactionTemplate nested = new TransactionTemplate(tx.getTransactionManager());
            nested.setPropagationBehavior(propagation);
            return nested;
        }

        int events(String id) {
            return jdbc.queryForObject(
                    "select count(*)::int from readside.events where stream = ?", Integer.class, "parcel-" + id);
        }
    }

    private static void inApplication(Consumer<App> test) {
        Parcels.application(postgres).run(context -> {
            JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
            jdbc.execute("create table if not exists work (id text)");
            test.accept(new App(
                    context.getBean(TransactionalAppender.class),
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class)),
                    jdbc,
                    context.getBean(Readside.class)));
        });
    }

    @Test
    void events_commit_with_the_other_work_and_the_token_covers_them() {
        inApplication(app -> {
            PromisedToken promise = app.tx().execute(status -> {
                PromisedToken token = app.send(id, "Turku");
                app.jdbc().update("insert into work values (?)", id);
                assertThat(app.events(id)).as("events before the commit").isZero();
                assertThatThrownBy(token::token).isInstanceOf(IllegalStateException.class);
                return token;
            });

            assertThat(app.events(id)).isEqualTo(1);
            assertThat(app.readside()
                            .read(Parcels.PARCEL)
                            .after(promise.token())
                            .within(Duration.ofSeconds(20))
                            .row(id))
                    .isInstanceOf(Answer.Fresh.class);
        });
    }

    @Test
    void a_rollback_appends_nothing_and_gives_no_token() {
        inApplication(app -> {
            PromisedToken promise = app.tx().execute(status -> {
                app.jdbc().update("insert into work values (?)", id);
                status.setRollbackOnly();
                return app.send(id, "Turku");
            });

            assertThat(app.events(id)).isZero();
            assertThatThrownBy(promise::token).hasMessageContaining("not committed");
        });
    }

    @Test
    void an_append_that_is_refused_at_the_commit_takes_the_other_work_with_it() {
        inApplication(app -> {
            app.send(id, "Turku");

            assertThatThrownBy(() -> app.tx().executeWithoutResult(status -> {
                        app.jdbc().update("insert into work values (?)", id);
                        app.appender()
                                .append(Parcels.EVENTS.stream(id), ExpectedVersion.none(), new ParcelSent(id, "Oulu"));
                    }))
                    .isInstanceOf(WrongExpectedVersion.class);

            assertThat(app.jdbc().queryForObject("select count(*) from work where id = ?", Integer.class, id))
                    .isZero();
            assertThat(app.events(id)).isEqualTo(1);
        });
    }

    @Test
    void several_appends_of_a_transaction_keep_their_order() {
        inApplication(app -> {
            app.tx().executeWithoutResult(status -> {
                app.send(id, "first");
                app.send(id, "second");
            });

            assertThat(app.jdbc()
                            .queryForList(
                                    "select data->>'city' from readside.events where stream = ? order by position",
                                    String.class,
                                    "parcel-" + id))
                    .containsExactly("first", "second");
        });
    }

    @Test
    void a_rollback_to_a_savepoint_takes_back_what_was_appended_since() {
        inApplication(app -> {
            app.tx().executeWithoutResult(outer -> {
                app.nested(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> {
                    app.send(id, "before the buffer existed");
                    inner.setRollbackOnly();
                });
                app.send(id, "kept");
                app.nested(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> {
                    app.send(id, "taken back");
                    inner.setRollbackOnly();
                });
            });

            assertThat(app.jdbc()
                            .queryForList(
                                    "select data->>'city' from readside.events where stream = ?",
                                    String.class,
                                    "parcel-" + id))
                    .containsExactly("kept");
        });
    }

    @Test
    void a_transaction_of_its_own_inside_another_commits_on_its_own() {
        inApplication(app -> {
            app.tx().executeWithoutResult(outer -> {
                app.send(id, "outer");
                app.nested(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                        .executeWithoutResult(inner -> app.send(id, "inner"));
                assertThat(app.events(id)).isEqualTo(1);
                outer.setRollbackOnly();
            });

            assertThat(app.events(id)).isEqualTo(1);
        });
    }

    @Test
    void outside_of_a_transaction_it_appends_at_once() {
        inApplication(app -> {
            PromisedToken promise = app.send(id, "Turku");

            assertThat(app.events(id)).isEqualTo(1);
            assertThat(promise.token().position().value()).isPositive();
        });
    }

    @Test
    void a_transaction_of_another_database_is_refused() {
        inApplication(app -> {
            TransactionTemplate foreign =
                    new TransactionTemplate(new JdbcTransactionManager(postgres.getTemplateDatabase()));

            assertThatThrownBy(() -> foreign.executeWithoutResult(status -> app.send(id, "Turku")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not one of the log's DataSource");
            assertThat(app.events(id)).isZero();
        });
    }
}
