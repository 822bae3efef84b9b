package io.readside.benchmarks.history;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Function;

/** Events as the lines of a COPY or of a file, made while they are read. */
public final class CopyRows extends InputStream {

    private final Iterator<Happened> events;
    private final Function<Happened, String> line;
    private byte[] buffer = new byte[0];
    private int read;

    /** @param line without its end */
    public CopyRows(Iterator<Happened> events, Function<Happened, String> line) {
        this.events = events;
        this.line = line;
    }

    /** Columns stream, stream_version, id, type, version, data, occurred_at of {@code readside.log}, in COPY's text form. */
    public static String logRow(Happened event) {
        return event.stream() + '\t' + event.streamVersion() + '\t' + event.id() + '\t' + event.type() + "\t1\t"
                + event.data() + '\t' + event.occurredAt();
    }

    /** Columns stream_id, version, type, payload, occurred_at of the table that a team makes by hand. */
    public static String eventsRow(Happened event) {
        return event.stream()
                + '\t'
                + event.streamVersion()
                + '\t'
                + event.type()
                + '\t'
                + event.data()
                + '\t'
                + event.occurredAt();
    }

    /** A line of what {@code readside import} reads. */
    public static String importLine(Happened event) {
        return "{\"stream\":\"" + event.stream() + "\",\"type\":\"" + event.type() + "\",\"id\":\"" + event.id()
                + "\",\"time\":\"" + event.occurredAt() + "\",\"data\":" + event.data() + "}";
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer[read++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, buffer.length - read);
        System.arraycopy(buffer, read, target, offset, count);
        read += count;
        return count;
    }

    private boolean fill() {
        if (read == buffer.length && events.hasNext()) {
            StringBuilder lines = new StringBuilder();
            while (events.hasNext() && lines.length() < 64 << 10) {
                lines.append(line.apply(events.next())).append('\n');
            }
            buffer = lines.toString().getBytes(StandardCharsets.UTF_8);
            read = 0;
        }
        return read < buffer.length;
    }
}
