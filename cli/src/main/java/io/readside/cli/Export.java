package io.readside.cli;

import io.readside.event.Checkpoint;
import io.readside.event.Json;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.PostgresLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code readside export}. */
@Command(
        name = "export",
        description = {
            "Writes the events of the log, in its order up to its head, one JSON object a line, as 'import' reads them.",
            "A file appears under its name once it is complete."
        })
final class Export implements Callable<Integer> {

    private static final PageLimit PAGE = PageLimit.events(1_000);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Io io;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Where to; '-', the default, is standard output.")
    private String file = "-";

    Export(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Database database = common.log(io);
                PostgresLog log = PostgresLog.of(database.dataSource());
                Results results = new Results(io.out())) {
            if (file.equals("-")) {
                long events = write(log, results);
                io.err().println("exported " + events + " events");
            } else {
                long events = write(log, Path.of(file));
                results.line(
                        common.json()
                                ? Json.write(Map.of("exported", events))
                                : "exported " + events + " events to " + file);
            }
        }
        return ExitCode.GOOD.code();
    }

    /** Beside its place under another name, made durable, then put there. */
    private long write(PostgresLog log, Path target) throws IOException, InterruptedException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(target)) {
            throw new Trouble("No file can be written at " + target + ".", "Name a file in a folder that exists.");
        }
        Path part = Files.createTempFile(folder, "." + target.getFileName() + "-", ".part");
        try {
            long events;
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel);
                    Results results = new Results(out)) {
                events = write(log, results);
                results.flush();
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return events;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private long write(PostgresLog log, Results results) throws InterruptedException {
        Position end = log.head();
        Checkpoint at = Checkpoint.ZERO;
        long events = 0;
        try (Progress progress = new Progress(io, "exporting")) {
            while (at.position().isBefore(end)) {
                Page page = log.read(at, EventFilter.ALL, PAGE);
                for (StoredEvent event : page.events()) {
                    if (event.position().isAfter(end)) {
                        break;
                    }
                    results.line(EventLine.of(event));
                    events++;
                }
                at = page.scannedTo();
                progress.at(events, at.position().value(), end.value());
                if (at.position().isBefore(end)) {
                    log.awaitBeyond(at.position(), PATIENCE); // for a transaction that has not come to its end
                }
            }
        }
        results.flush();
        return events;
    }
}
