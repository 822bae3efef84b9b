package io.readside.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a file into lines of UTF-8, in memory that does not grow with it: a line beyond {@link #MAX_BYTES} is passed over
 * and said to be too long. A byte order mark at the start and the CR of CRLF are dropped, blank lines left out.
 */
final class LineReader {

    /** Data and metadata have 1 MiB each; the rest of a line needs less than the 8 KiB on top. */
    static final int MAX_BYTES = (2 << 20) + (8 << 10);

    /**
     * One line.
     *
     * @param number from 1
     * @param text empty if there is a problem
     * @param problem null if there is none
     */
    record Line(long number, String text, @Nullable String problem) {}

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final char REPLACEMENT = '\uFFFD';

    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final byte[] chunk = new byte[1 << 16];
    private int chunkStart;
    private int chunkEnd;
    private byte[] line = new byte[1 << 12];
    private long number;
    private long bytesRead;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** How far into the file the lines returned reach. */
    long bytesRead() {
        return bytesRead - (chunkEnd - chunkStart);
    }

    /** The next line that is not blank; null at the end. */
    @Nullable
    Line next() throws IOException {
        for (; ; ) {
            int length = read();
            if (length < 0) {
                return null;
            }
            number++;
            Line next = decode(length);
            if (next.problem != null || !next.text.isBlank()) {
                return next;
            }
        }
    }

    /** The length of the line, which may be more than was kept of it; -1 at the end of the file. */
    private int read() throws IOException {
        int length = 0;
        boolean something = false;
        for (; ; ) {
            if (chunkStart == chunkEnd) {
                chunkEnd = Math.max(0, in.read(chunk));
                chunkStart = 0;
                bytesRead += chunkEnd;
                if (chunkEnd == 0) {
                    return something ? length : -1;
                }
            }
            something = true;
            int end = chunkStart;
            while (end < chunkEnd && chunk[end] != '\n') {
                end++;
            }
            length = keep(length, end - chunkStart);
            chunkStart = end;
            if (end < chunkEnd) {
                chunkStart++;
                return length;
            }
        }
    }

    private int keep(int length, int more) {
        int total = (int) Math.min(MAX_BYTES + 1L, (long) length + more);
        if (total <= MAX_BYTES) {
            if (total > line.length) {
                line = Arrays.copyOf(line, Math.min(MAX_BYTES, Math.max(total, 2 * line.length)));
            }
            System.arraycopy(chunk, chunkStart, line, length, more);
        }
        return total;
    }

    private Line decode(int length) {
        if (length > MAX_BYTES) {
            return new Line(number, "", "is longer than 2 MiB");
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        String text = new String(line, 0, end, StandardCharsets.UTF_8); // fast, and silent about what is not UTF-8
        if (text.indexOf(REPLACEMENT) >= 0) {
            ByteBuffer bytes = ByteBuffer.wrap(line, 0, end);
            if (decoder.reset().decode(bytes, CharBuffer.allocate(end), true).isError()) {
                return new Line(number, "", "is not UTF-8 (byte " + (bytes.position() + 1) + " of the line)");
            }
        }
        return new Line(number, number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, null);
    }
}
