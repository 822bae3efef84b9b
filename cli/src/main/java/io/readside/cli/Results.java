package io.readside.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Lines of results, UTF-8, buffered until {@link #flush} or {@link #close}. */
final class Results implements AutoCloseable {

    /** Who read the results has gone, as {@code head} does: an end, not an error. */
    static final class NobodyReads extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NobodyReads(IOException cause) {
            super(cause);
        }
    }

    private final OutputStream out;

    Results(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    void line(String line) {
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Flushes; what lies below stays open. */
    @Override
    public void close() {
        flush();
    }

    private static RuntimeException failed(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.toLowerCase(Locale.ROOT).contains("pipe")) {
            return new NobodyReads(e);
        }
        return new Trouble("The results could not be written: " + message + ".", "Make room, or write elsewhere.");
    }
}
