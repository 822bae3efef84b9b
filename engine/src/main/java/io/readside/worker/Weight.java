package io.readside.worker;

import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** About how many bytes of memory something takes, with what holds it; rather too many than too few. */
final class Weight {

    private static final long ENTRY = 200;
    private static final long VALUE = 40;

    private Weight() {}

    static long of(Key key, StoredRow stored) {
        return ENTRY
                + of(key.parts())
                + (stored.row() == null ? 0 : of(stored.row().values()));
    }

    static long of(StreamName stream, List<Binding> bindings) {
        long bytes = ENTRY + of(stream.value());
        for (Binding binding : bindings) {
            bytes += ENTRY + of(binding.key().parts());
        }
        return bytes;
    }

    static long of(Change.Statement statement) {
        return ENTRY + of(statement.arguments());
    }

    private static long of(List<? extends @Nullable Object> values) {
        long bytes = 0;
        for (int i = 0; i < values.size(); i++) { // without an iterator: it is done for each event
            bytes += of(values.get(i));
        }
        return bytes;
    }

    private static long of(@Nullable Object value) {
        if (value instanceof String text) {
            return VALUE + 2L * text.length();
        }
        return value instanceof byte[] bytes ? VALUE + bytes.length : VALUE;
    }
}
