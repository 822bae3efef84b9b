package io.readside.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.postgresql.copy.CopyIn;

/**
 * Some lines that follow each other, no id twice, as {@code COPY … (format binary)} takes them: for each a row with the
 * columns of {@code import_copy.sql}. What only the log can say is filled in later.
 */
final class ImportBatch {

    private static final byte[] HEADER = "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] END = {-1, -1};

    private static final short COLUMNS = 8;
    private static final int VERSION_PLACE = Short.BYTES + Integer.BYTES; // the first column, after its size
    private static final byte JSONB_FORMAT = 1;
    private static final long EPOCH_SECOND =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

    private final List<EventLine> events = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private final Set<UUID> ids = new HashSet<>();
    private final List<Integer> starts = new ArrayList<>(List.of(0));
    private ByteBuffer rows = ByteBuffer.allocate(1 << 16);
    private int repeated;

    void add(EventLine event, long number) {
        if (!ids.add(event.id())) {
            repeated++; // equal, as the first pass has seen
            return;
        }
        events.add(event);
        numbers.add(number);
        write(event);
        starts.add(rows.position());
    }

    private void write(EventLine event) {
        room(Short.BYTES);
        rows.putShort(COLUMNS);
        sized(Long.BYTES).putLong(-1);
        text(event.stream().value());
        sized(2 * Long.BYTES)
                .putLong(event.id().getMostSignificantBits())
                .putLong(event.id().getLeastSignificantBits());
        text(event.type().name());
        sized(Integer.BYTES).putInt(event.type().version());
        json(event.data());
        json(event.metadata());
        sized(Long.BYTES).putLong(event.time() == null ? 0 : micros(event.time()));
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sized(bytes.length).put(bytes);
    }

    private void json(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sized(1 + bytes.length).put(JSONB_FORMAT).put(bytes);
    }

    private ByteBuffer sized(int bytes) {
        room(Integer.BYTES + bytes);
        return rows.putInt(bytes);
    }

    private void room(int bytes) {
        if (rows.remaining() < bytes) {
            byte[] larger = Arrays.copyOf(rows.array(), Math.max(2 * rows.capacity(), rows.position() + bytes));
            rows = ByteBuffer.wrap(larger).position(rows.position());
        }
    }

    /** Cut, not rounded: as PostgreSQL keeps a time. */
    private static long micros(Instant time) {
        return (time.getEpochSecond() - EPOCH_SECOND) * 1_000_000 + time.getNano() / 1_000;
    }

    /** Fills in what an event's line does not say: an event without a time happens now. */
    void complete(int index, long streamVersion, Instant now) {
        rows.putLong(starts.get(index) + VERSION_PLACE, streamVersion);
        if (events.get(index).time() == null) {
            rows.putLong(starts.get(index + 1) - Long.BYTES, micros(now));
        }
    }

    /** Sends the rows of some events, in their order. */
    void copy(int[] indices, CopyIn copy) throws SQLException {
        copy.writeToCopy(HEADER, 0, HEADER.length);
        for (int i = 0; i < indices.length; ) {
            int first = i++;
            while (i < indices.length && indices[i] == indices[i - 1] + 1) {
                i++;
            }
            int start = starts.get(indices[first]);
            copy.writeToCopy(rows.array(), start, starts.get(indices[i - 1] + 1) - start);
        }
        copy.writeToCopy(END, 0, END.length);
    }

    EventLine event(int index) {
        return events.get(index);
    }

    List<EventLine> events(int[] indices) {
        return IntStream.of(indices).mapToObj(events::get).toList();
    }

    /** The number of an event's line. */
    long line(int index) {
        return numbers.get(index);
    }

    int size() {
        return events.size();
    }

    int bytes() {
        return rows.position();
    }

    /** Lines that stand in this batch already. */
    int repeated() {
        return repeated;
    }
}
