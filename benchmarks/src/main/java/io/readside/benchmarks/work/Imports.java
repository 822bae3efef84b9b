package io.readside.benchmarks.work;

import io.readside.benchmarks.contender.EventsTable;
import io.readside.benchmarks.database.Database;
import io.readside.benchmarks.database.Digest;
import io.readside.benchmarks.figures.Measured;
import io.readside.cli.Main;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.postgresql.PGConnection;

/** A file of events into an empty log. */
final class Imports {

    private final Job job;

    Imports(Job job) {
        this.job = job;
    }

    /** By {@code readside import}, in a process of its own: its start is part of the figure, as it is for its user. */
    Measured readside() throws Exception {
        Database log = job.database("log");
        long events = job.number("events");
        Path figures = Files.createTempFile("import", ".json");
        List<String> command = OtherProcess.command(Command.class);
        command.addAll(List.of(figures.toString(), "import", job.text("file"), "--url", log.url()));
        try (Probe probe = new Probe(log)) {
            probe.start();
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int code = process.waitFor();
            Measured measured = probe.measured(events, probe.seconds());
            if (code != 0) {
                throw new IllegalStateException("The import has ended with code " + code + ".");
            }
            String expected = job.text("digest");
            if (!Digest.expected(log, Long.MAX_VALUE).equals(expected)) {
                throw new IllegalStateException("The imported events do not fold to " + expected + ".");
            }
            Measured child = Measured.parse(Files.readString(figures));
            return measured.put("heapMb", child.number("heapMb").orElseThrow())
                    .put(
                            "cpuSeconds",
                            measured.number("cpuSeconds").orElse(0)
                                    + child.number("cpuSeconds").orElseThrow());
        } finally {
            Files.delete(figures);
        }
    }

    /** The command line, which notes at its end what it took. */
    static final class Command {

        private Command() {}

        public static void main(String[] args) {
            Path figures = Path.of(args[0]);
            HeapPeak heap = HeapPeak.watch();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> note(figures, heap)));
            Main.main(List.of(args).subList(1, args.length).toArray(String[]::new));
        }

        private static void note(Path figures, HeapPeak heap) {
            try {
                Files.writeString(
                        figures,
                        new Measured()
                                .put("heapMb", heap.mebibytes())
                                .put("cpuSeconds", Probe.ownCpuSeconds())
                                .toString());
            } catch (IOException e) {
                System.err.println("The figures could not be written to " + figures + ": " + e);
            }
        }
    }

    /** One COPY into the table that a team makes by hand, with its indexes. */
    Measured copy() throws Exception {
        Database log = job.database("log");
        long events = job.number("events");
        log.run(EventsTable.CREATE);
        try (Probe probe = new Probe(log);
                Connection connection = log.connect();
                InputStream rows = Files.newInputStream(Path.of(job.text("file")))) {
            probe.start();
            long copied = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy events (stream_id, version, type, payload, occurred_at) from stdin", rows, 1 << 16);
            Measured measured = probe.measured(events, probe.seconds());
            if (copied != events) {
                throw new IllegalStateException(copied + " of " + events + " events were copied.");
            }
            return measured;
        }
    }
}
