package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.StreamName;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class InterruptedImportTest {

    private static final int LINES = 20_000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void file_of_lines() throws IOException {
        file = Files.writeString(folder.resolve("lines.ndjson"), SampleLines.text(LINES, 7));
    }

    @Test
    void an_import_that_was_killed_goes_on_where_it_was(@Installed("log") FreshDatabase database) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        long killAfter = new Random(seed).nextInt(LINES * 3 / 4);

        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Process killed = start(database);
            while (log.head().value() <= killAfter && killed.isAlive()) {
                log.awaitBeyond(log.head(), Duration.ofSeconds(1));
            }
            killed.destroyForcibly().waitFor();
        }
        long before = (Long) database.value("select count(*) from readside.log");
        System.out.println("killed after " + before + " events");
        Cli.Outcome again = Cli.on(database).run("import", file.toString());

        assertThat(again.out())
                .isEqualTo("appended " + (LINES - before) + ", already there " + before + ", total " + LINES + "\n");
        // the file's order is the log's, each stream is without a gap
        assertThat(database.value("select count(*) from (select (data ->> 'line')::int - row_number() over"
                        + " (order by position) as off from readside.log) l where off <> -1"))
                .isEqualTo(0L);
        assertThat(database.value("select count(*) from (select stream_version - row_number() over"
                        + " (partition by stream order by position) as off from readside.log) l where off <> -1"))
                .isEqualTo(0L);
    }

    @Test
    void who_follows_the_log_is_not_held_back_by_an_import(@Installed("log") FreshDatabase database)
            throws InterruptedException, SQLException {
        CompletableFuture<Cli.Outcome> importing =
                CompletableFuture.supplyAsync(() -> Cli.on(database).run("import", file.toString()));

        int readings = 0;
        long seen = 0;
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Checkpoint at = Checkpoint.ZERO;
            while (seen < LINES && !importing.isCompletedExceptionally()) {
                log.awaitBeyond(at.position(), Duration.ofSeconds(1));
                Page page = log.read(at, EventFilter.ALL, PageLimit.events(LINES));
                at = page.scannedTo();
                seen += page.events().size();
                readings += page.events().isEmpty() ? 0 : 1;
            }
        }

        assertThat(importing.join().exitCode()).isZero();
        assertThat(readings).isGreaterThan(1);
        assertThat(database.value(
                        "select max(events) from (select count(*) as events from readside.log group by xmin) t"))
                .satisfies(largest -> assertThat((Long) largest).isLessThanOrEqualTo(Importer.MOST_EVENTS));
    }

    @Test
    void two_imports_of_one_file_at_once_append_each_event_once(@Installed("log") FreshDatabase database)
            throws SQLException {
        CompletableFuture<Cli.Outcome> other =
                CompletableFuture.supplyAsync(() -> Cli.on(database).run("import", file.toString(), "--json"));
        Cli.Outcome one = Cli.on(database).run("import", file.toString(), "--json");

        int appended = (int) one.json().get(0).get("appended")
                + (int) other.join().json().get(0).get("appended");
        assertThat(appended).isEqualTo(LINES);
        assertThat(database.value("select count(*) from readside.log")).isEqualTo((long) LINES);
    }

    @Test
    void writers_at_the_streams_of_a_file_and_its_import_get_along(@Installed("log") FreshDatabase database)
            throws Exception {
        AtomicBoolean imported = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            CompletableFuture<?> busy =
                    CompletableFuture.runAsync(() -> write(log, () -> "order-1", imported, written));
            CompletableFuture<?> wide = CompletableFuture.runAsync(
                    () -> write(log, () -> "order-" + written.get() % 3_000, imported, written));

            Cli.Outcome outcome = Cli.on(database).run("import", file.toString());
            imported.set(true);
            CompletableFuture.allOf(busy, wide).join();

            assertThat(outcome.out()).isEqualTo("appended " + LINES + ", already there 0, total " + LINES + "\n");
        }
        assertThat(database.value("select count(*) from readside.log")).isEqualTo(LINES + written.get());
        assertThat(database.value("select count(*) from (select stream_version - row_number() over"
                        + " (partition by stream order by position) as off from readside.log) l where off <> -1"))
                .isEqualTo(0L);
        assertThat(database.value("select count(*) from (select (data ->> 'line')::int - row_number() over"
                        + " (order by position) as off from readside.log where data ? 'line') l where off <> -1"))
                .isEqualTo(0L);
    }

    private static void write(PostgresLog log, Supplier<String> stream, AtomicBoolean imported, AtomicLong written) {
        while (!imported.get()) {
            log.append(
                    new StreamName(stream.get()),
                    ExpectedVersion.any(),
                    List.of(new EventData(UUID.randomUUID(), new EventType("Written", 1), "{}", "{}", null)));
            written.incrementAndGet();
        }
    }

    private Process start(FreshDatabase database) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "import",
                file.toString());
        command.environment().put("READSIDE_URL", Cli.url(database));
        return command.redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.txt").toFile())
                .start();
    }
}
