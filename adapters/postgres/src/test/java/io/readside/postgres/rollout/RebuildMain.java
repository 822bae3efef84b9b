package io.readside.postgres.rollout;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The new application as a process of its own, to be killed. It says on its output to which state each rebuild has come, takes
 * from its input at which statement of the next act it is to be gone, and ends with its input.
 */
public final class RebuildMain {

    private RebuildMain() {}

    /** The argument is the URL of log and read store. */
    public static void main(String[] arguments) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setUsername("postgres");
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(0);
        HikariDataSource pool = new HikariDataSource(config);
        Halting halting = new Halting();
        Readside running = Readside.on(PostgresLog.of(pool), PostgresReadStore.of(halting.around(pool)))
                .project(Versions.NEW)
                .leaseTerm(Duration.ofSeconds(1))
                .batchSizeEvents(50)
                .rebuildListener(now -> System.out.println("STATE " + now.state()))
                .start();
        System.out.println("READY");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            halting.at(Integer.parseInt(line));
        }
        running.close();
        Runtime.getRuntime().halt(1);
    }
}
