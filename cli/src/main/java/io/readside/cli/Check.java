package io.readside.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * First pass of an import: looks at each line, and at ids that stand twice, some lines at a time, in two threads.
 *
 * <p>Lines of one id are compared by their words. If they differ, which is rare, all is read once more and compared by
 * what it means.
 */
final class Check implements AutoCloseable {

    private static final int MOST_LINES = 1_000;
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int THREADS = 2; // more would wait for the reading
    private static final int PIECES_AHEAD = 4;

    private final ImportFile file;
    private final Io io;
    private final Ahead<List<Checked>> checking = new Ahead<>(THREADS);

    Check(ImportFile file, Io io) {
        this.file = file;
        this.io = io;
    }

    /** What was seen of a line: id and digest of an event, or a problem. */
    private record Checked(
            long line,
            @Nullable UUID id,
            long digest,
            @Nullable String problem) {}

    BadLines run() throws IOException {
        BadLines bad = new BadLines();
        boolean differing = look(EventLine::digest, bad);
        if (!differing) {
            return bad;
        }
        BadLines meant = new BadLines();
        look(EventLine::digestOfMeaning, meant);
        return meant;
    }

    /** Whether there are lines of one id with another digest. */
    private boolean look(ToLongFunction<EventLine> digest, BadLines bad) throws IOException {
        try (IdLedger ids = new IdLedger();
                Progress progress = new Progress(io, "checking")) {
            LineReader lines = file.lines();
            long events = 0;
            for (List<LineReader.Line> some = some(lines); !some.isEmpty(); some = some(lines)) {
                List<LineReader.Line> piece = some;
                checking.start(
                        () -> piece.stream().map(line -> check(line, digest)).toList());
                if (checking.size() > PIECES_AHEAD) {
                    note(checking.take(), ids, bad);
                }
                events += piece.size();
                progress.at(events, lines.bytesRead(), file.bytes());
            }
            while (checking.size() > 0) {
                note(checking.take(), ids, bad);
            }
            long before = bad.count();
            ids.findConflicts(bad);
            return bad.count() > before;
        }
    }

    private static List<LineReader.Line> some(LineReader lines) throws IOException {
        List<LineReader.Line> some = new ArrayList<>(MOST_LINES);
        for (int characters = 0; some.size() < MOST_LINES && characters < MOST_CHARACTERS; ) {
            LineReader.Line line = lines.next();
            if (line == null) {
                break;
            }
            some.add(line);
            characters += line.text().length();
        }
        return some;
    }

    private static Checked check(LineReader.Line line, ToLongFunction<EventLine> digest) {
        if (line.problem() != null) {
            return new Checked(line.number(), null, 0, line.problem());
        }
        try {
            EventLine event = EventLine.parse(line.text());
            return new Checked(line.number(), event.id(), digest.applyAsLong(event), null);
        } catch (IllegalArgumentException e) {
            return new Checked(line.number(), null, 0, String.valueOf(e.getMessage()));
        }
    }

    private static void note(List<Checked> lines, IdLedger ids, BadLines bad) throws IOException {
        for (Checked line : lines) {
            if (line.id != null) {
                ids.add(line.id, line.digest, line.line);
            } else {
                bad.add(line.line, String.valueOf(line.problem));
            }
        }
    }

    @Override
    public void close() {
        checking.close();
    }
}
