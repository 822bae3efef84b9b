package io.readside.projection;

import io.readside.event.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What names a row: one value, or several for a composite key, in the order of the key's columns.
 *
 * @param parts in store form; empty only in {@link #NONE}
 */
public record Key(List<Object> parts) {

    /** Stands in the index of bound streams for "this stream was bound, to no key at all". */
    public static final Key NONE = new Key(List.of());

    /** An order of the keys of one read model, part by part; a database may have another. */
    @SuppressWarnings({"unchecked", "rawtypes"
    }) // parts at one index are of one class, and all such classes have an order
    public static final Comparator<Key> BY_PARTS = (a, b) -> {
        for (int i = 0; i < a.parts().size(); i++) {
            int order = ((Comparable) a.parts().get(i)).compareTo(b.parts().get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    static final String JSON_ARRAY = "[";

    public Key {
        parts = List.copyOf(parts);
    }

    public static Key of(Object first, Object... more) {
        Object[] parts = new Object[more.length + 1];
        parts[0] = first;
        System.arraycopy(more, 0, parts, 1, more.length);
        return new Key(List.of(parts));
    }

    /** The part at an index as text, for example the sku of an (order, sku). */
    public String text(int index) {
        return Objects.toString(parts.get(index));
    }

    /** As lists are, and faster for the one part that most have. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Key key)) {
            return false;
        }
        if (parts.size() == 1 && key.parts.size() == 1) {
            return parts.get(0).equals(key.parts.get(0));
        }
        return parts.equals(key.parts);
    }

    @Override
    public int hashCode() {
        return parts.size() == 1 ? parts.get(0).hashCode() : parts.hashCode();
    }

    /** The one form in which a key is stored and compared as text: a JSON array. */
    public String toJson() {
        return Json.write(parts.stream()
                .map(part -> part instanceof Number || part instanceof Boolean ? part : part.toString())
                .toList());
    }

    /**
     * Plain text for a key of one part, a JSON array for a composite one and for a text that could be taken for one: {@link
     * RowShape#keyFromText} reads it.
     */
    @Override
    public String toString() {
        return parts.size() == 1 && !text(0).startsWith(JSON_ARRAY) ? text(0) : toJson();
    }
}
