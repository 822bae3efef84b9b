package io.readside.postgres.honesty;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.readstore.GenerationId;
import io.readside.worker.WorkerListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The process that is killed: it feeds both read models, says so when it has a lease, and ends with its input. */
public final class WorkerMain {

    private WorkerMain() {}

    /** The argument is the URL of log and read store. */
    public static void main(String[] arguments) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setUsername("postgres");
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(0);
        HikariDataSource pool = new HikariDataSource(config);
        AtomicInteger mended = new AtomicInteger(Integer.MAX_VALUE); // nothing that is flawed is written while it lives
        Readside.on(PostgresLog.of(pool), PostgresReadStore.of(pool))
                .project(Note.projection("notes", mended))
                .project(Note.projection("notices", mended))
                .leaseTerm(Duration.ofSeconds(1))
                .listener(new WorkerListener() {
                    @Override
                    public void leased(GenerationId generation, long epoch) {
                        System.out.println("LEASED " + generation.projection());
                    }
                })
                .start();
        while (System.in.read() >= 0) {
            // nothing is said to it
        }
        Runtime.getRuntime().halt(1);
    }
}
