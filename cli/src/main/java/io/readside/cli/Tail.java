package io.readside.cli;

import io.readside.event.Checkpoint;
import io.readside.event.Json;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.PostgresLog;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code readside tail}. */
@Command(
        name = "tail",
        description = {
            "Prints events in the order of the log, from its head on, until Ctrl-C.",
            "A line: position, recorded at, stream@version, type and schema version, id; the payload only with --json."
        })
final class Tail implements Callable<Integer> {

    private static final PageLimit PAGE = PageLimit.events(500);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Io io;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--from", paramLabel = "P", description = "Begin after this position; 0: with the first event.")
    private @Nullable Long from;

    @Option(names = "--no-follow", description = "Stop at what is the head now.")
    private boolean noFollow;

    Tail(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (from != null && from < 0) {
            throw new Trouble("Position " + from + " does not exist.", "Positions count from 0.", ExitCode.WRONG_USAGE);
        }
        try (Database database = common.log(io);
                PostgresLog log = PostgresLog.of(database.dataSource());
                Results results = new Results(io.out());
                Interruption interruption = Interruption.endsQuietly()) {
            print(log, results, start(log));
        }
        return ExitCode.GOOD.code();
    }

    private Checkpoint start(PostgresLog log) {
        if (from == null) {
            return new Checkpoint(log.watermark());
        }
        Position head = log.head();
        if (Position.of(from).isAfter(head)) {
            throw new Trouble(
                    "Position " + from + " does not exist yet: the log ends at " + head + ".",
                    "Begin at " + head + " or below, or leave out --from.",
                    ExitCode.WRONG_USAGE);
        }
        return Checkpoint.of(from);
    }

    private void print(PostgresLog log, Results results, Checkpoint start) throws InterruptedException {
        Position end = noFollow ? log.head() : null;
        Checkpoint at = start;
        while (end == null || at.position().isBefore(end)) {
            Page page = log.read(at, EventFilter.ALL, PAGE);
            for (StoredEvent event : page.events()) {
                if (end != null && event.position().isAfter(end)) {
                    break;
                }
                results.line(common.json() ? json(event) : text(event));
            }
            results.flush();
            at = page.scannedTo();
            log.awaitBeyond(at.position(), end == null || at.position().isBefore(end) ? PATIENCE : Duration.ZERO);
        }
    }

    private static String text(StoredEvent event) {
        return event.position() + "  " + event.recordedAt().truncatedTo(ChronoUnit.MILLIS) + "  " + event.stream() + "@"
                + event.streamVersion() + "  " + event.type() + "  " + event.id();
    }

    private static String json(StoredEvent event) {
        return "{\"position\":" + event.position().value() + ",\"stream\":"
                + Json.write(event.stream().value()) + ",\"stream_version\":" + event.streamVersion() + ",\"id\":\""
                + event.id() + "\",\"type\":" + Json.write(event.type().name()) + ",\"version\":"
                + event.type().version() + ",\"data\":" + event.data() + ",\"metadata\":" + event.metadata()
                + ",\"occurred_at\":\"" + event.occurredAt() + "\",\"recorded_at\":\"" + event.recordedAt() + "\"}";
    }
}
