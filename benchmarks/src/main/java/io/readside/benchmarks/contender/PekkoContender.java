package io.readside.benchmarks.contender;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.benchmarks.contender.EventPage.Numbered;
import io.readside.benchmarks.database.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.projection.Projection;
import org.apache.pekko.projection.ProjectionBehavior;
import org.apache.pekko.projection.ProjectionId;
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;
import org.apache.pekko.projection.jdbc.javadsl.JdbcProjection;

/**
 * Pekko Projection over the hand-made log: the offset and the rows in one transaction. For a replay groups of 500, which the
 * handler writes in JDBC batches; where single events come one by one, exactly-once, which does not wait for a group.
 */
final class PekkoContender implements Contender {

    private static final int POOL = 10;
    private static final int GROUP = 500;
    private static final Duration LONGEST_GROUPING = Duration.ofMillis(100);

    private static final String CONFIG = """
            pekko.loglevel = "WARNING"
            pekko.log-dead-letters = off
            pekko.coordinated-shutdown.exit-jvm = off
            pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            pekko.projection.jdbc.dialect = "postgres-dialect"
            pekko.projection.jdbc.blocking-jdbc-dispatcher.thread-pool-executor.fixed-pool-size = 10
            """;

    @Override
    public String name() {
        return "pekko";
    }

    private static ActorSystem<?> system() {
        return ActorSystem.create(
                Behaviors.empty(),
                "benchmark",
                ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load()));
    }

    private static void end(ActorSystem<?> system) throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void createStore(Database store) throws SQLException {
        store.run(SummaryTable.create("order_summary"));
        ActorSystem<?> system = system();
        try (HikariDataSource pool = store.pool(1)) {
            PekkoSession.Progress unused = new PekkoSession.Progress();
            JdbcProjection.createTablesIfNotExists(() -> new PekkoSession(pool, unused), system)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            end(system);
        } catch (SQLException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Pekko's tables could not be created.", e);
        }
    }

    @Override
    public void createLog(Database log) throws SQLException {
        log.run(EventsTable.CREATE);
    }

    @Override
    public void fillLog(Database log, long events) throws SQLException {
        EventsTable.fill(log);
    }

    @Override
    public Writers writers(Database log, int threads) {
        return () -> EventsTable.appender(log);
    }

    @Override
    public Following follow(Database log, Database store, String readModel, long upTo) {
        HikariDataSource pool = store.poolForBatches(POOL);
        PekkoSession.Progress progress = new PekkoSession.Progress();
        PekkoSource source = new PekkoSource(log, upTo);
        ActorSystem<?> system = system();
        ProjectionId id = ProjectionId.of(readModel, "all");
        Projection<Numbered> projection = upTo == Long.MAX_VALUE
                ? JdbcProjection.exactlyOnce(
                        id, source, () -> new PekkoSession(pool, progress), () -> new One(readModel, progress), system)
                : JdbcProjection.groupedWithin(
                                id,
                                source,
                                () -> new PekkoSession(pool, progress),
                                () -> new Group(readModel, progress),
                                system)
                        .withGroup(GROUP, LONGEST_GROUPING);
        ActorRef<ProjectionBehavior.Command> running =
                system.systemActorOf(ProjectionBehavior.create(projection), "projection", Props.empty());
        return new Following() {
            @Override
            public void awaitApplied(long number) throws InterruptedException {
                while (progress.committed() < number) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }

            @Override
            public Appender appender() throws SQLException {
                return EventsTable.appender(log);
            }

            @Override
            public void close() throws Exception {
                running.tell(ProjectionBehavior.stopMessage());
                end(system);
                source.close();
                pool.close();
            }
        };
    }

    private static final class Group extends JdbcHandler<List<Numbered>, PekkoSession> {

        private final String readModel;
        private final PekkoSession.Progress progress;

        Group(String readModel, PekkoSession.Progress progress) {
            this.readModel = readModel;
            this.progress = progress;
        }

        @Override
        public void process(PekkoSession session, List<Numbered> group) throws Exception {
            session.withConnection(connection -> {
                try (SummaryTable rows = new SummaryTable(connection, readModel)) {
                    rows.applyAll(group.stream().map(Numbered::event).toList());
                }
                return group;
            });
            progress.handled(group.get(group.size() - 1).position());
        }
    }

    private static final class One extends JdbcHandler<Numbered, PekkoSession> {

        private final String readModel;
        private final PekkoSession.Progress progress;

        One(String readModel, PekkoSession.Progress progress) {
            this.readModel = readModel;
            this.progress = progress;
        }

        @Override
        public void process(PekkoSession session, Numbered event) throws Exception {
            session.withConnection(connection -> {
                try (SummaryTable rows = new SummaryTable(connection, readModel)) {
                    rows.apply(event.event());
                }
                return event;
            });
            progress.handled(event.position());
        }
    }
}
