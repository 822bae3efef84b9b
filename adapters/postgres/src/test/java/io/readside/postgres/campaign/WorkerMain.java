package io.readside.postgres.campaign;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.event.Checkpoint;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.campaign.Said.What;
import io.readside.projection.Folding;
import io.readside.readstore.GenerationId;
import io.readside.worker.WorkerListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The process that is killed: a worker for each read model. It says on its output what they do, takes places to stand still
 * at from its input, and ends with that, so that none is left when the one who started it is gone.
 */
public final class WorkerMain {

    /** What the process does wrong. */
    enum Planted {
        NONE(Defect.NONE),
        /** The checkpoint moves whoever owns the generation, wherever it is. */
        UNFENCED(Defects.rewriting(sql -> sql.contains("update readside.generation\nset position = ?")
                ? sql.replace("and epoch = ?", "and (epoch = ? or true)")
                        .replace("and position = ?", "and (position = ? or true)")
                : sql)),
        CHECKPOINT_FIRST(Defects.checkpointFirst());

        private final Defect defect;

        Planted(Defect defect) {
            this.defect = defect;
        }
    }

    private WorkerMain() {}

    /** The arguments are the words of a {@link WorkerProcess.Order}. */
    public static void main(String[] arguments) throws IOException {
        WorkerProcess.Order order = WorkerProcess.Order.parse(arguments);
        StandingStill standingStill = new StandingStill();
        DataSource database = pool(order.url());
        Readside.Builder builder = Readside.on(
                        PostgresLog.of(database),
                        PostgresReadStore.of(
                                standingStill.around(order.planted().defect.around(database))))
                .leaseTerm(order.leaseTerm())
                .batchSizeEvents(order.batchSizeEvents())
                .listener(new Speaker());
        Worker.ALL.forEach(builder::project);
        Readside running = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "close"));
        say(What.READY, "all", 0);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            standingStill.at(StandingStill.Place.valueOf(line));
        }
        Runtime.getRuntime().halt(1);
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername("postgres");
        config.setMaximumPoolSize(2 * Worker.ALL.size());
        config.setMinimumIdle(0);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(2));
        return new HikariDataSource(config);
    }

    static void say(What what, String projection, long number) {
        System.out.println(Said.line(what, projection, number));
    }

    private static final class Speaker implements WorkerListener {

        @Override
        public void leased(GenerationId generation, long epoch) {
            say(What.LEASED, generation.projection(), epoch);
        }

        @Override
        public void applied(GenerationId generation, Checkpoint to, int events) {
            say(What.APPLIED, generation.projection(), to.position().value());
        }

        @Override
        public void fenced(GenerationId generation) {
            say(What.FENCED, generation.projection(), 0);
        }

        @Override
        public void retrying(GenerationId generation, int attempt, Duration pause, RuntimeException cause) {
            say(What.RETRYING, generation.projection(), attempt);
        }

        @Override
        public void stopped(GenerationId generation, Folding.Poison poison) {
            say(What.STOPPED, generation.projection(), poison.position().value());
        }

        @Override
        public void regressed(GenerationId generation, String reason) {
            say(What.REGRESSED, generation.projection(), 0);
        }
    }
}
