package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void byte_order_mark_crlf_blank_lines_and_a_missing_end_are_tolerated() throws IOException {
        List<LineReader.Line> lines = read(utf8("\uFEFFa\r\n\n  \r\nüß\n\nlast"));

        assertThat(lines)
                .containsExactly(
                        new LineReader.Line(1, "a", null),
                        new LineReader.Line(4, "üß", null),
                        new LineReader.Line(6, "last", null));
    }

    @Test
    void a_line_that_is_too_long_is_passed_over() throws IOException {
        String longest = "x".repeat(LineReader.MAX_BYTES);

        List<LineReader.Line> lines = read(utf8("a\n" + longest + "\n" + longest + "y\nb"));

        assertThat(lines).hasSize(4);
        assertThat(lines.get(1).text()).hasSize(LineReader.MAX_BYTES);
        assertThat(lines.get(2)).isEqualTo(new LineReader.Line(3, "", "is longer than 2 MiB"));
        assertThat(lines.get(3)).isEqualTo(new LineReader.Line(4, "b", null));
    }

    @Test
    void a_line_without_end_does_not_grow_the_memory() throws IOException {
        InputStream gigabytes = new InputStream() {
            private long left = 3L << 30;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int from, int length) {
                int some = (int) Math.min(left, length);
                left -= some;
                return some == 0 ? -1 : some;
            }
        };

        LineReader reader = new LineReader(gigabytes);

        assertThat(reader.next()).isEqualTo(new LineReader.Line(1, "", "is longer than 2 MiB"));
        assertThat(reader.next()).isNull();
        assertThat(reader.bytesRead()).isEqualTo(3L << 30);
    }

    @Test
    void what_is_not_utf8_is_named_by_its_line() throws IOException {
        byte[] bytes = {'a', '\n', 'b', (byte) 0xC3, '\n', 'c', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '\n', 'd'};

        List<LineReader.Line> lines = read(bytes);

        assertThat(lines)
                .containsExactly(
                        new LineReader.Line(1, "a", null),
                        new LineReader.Line(2, "", "is not UTF-8 (byte 2 of the line)"),
                        new LineReader.Line(3, "", "is not UTF-8 (byte 2 of the line)"),
                        new LineReader.Line(4, "d", null));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<LineReader.Line> read(byte[] bytes) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(bytes));
        List<LineReader.Line> lines = new ArrayList<>();
        for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
            lines.add(line);
        }
        return lines;
    }
}
