package io.readside.event;

/**
 * The stored name and schema version of an event. It is chosen by registration and never a class name, so that renaming
 * a class is safe.
 *
 * @param name 1 to 255 characters, past tense, for example {@code OrderPlaced}
 * @param version the schema version of the payload, from 1
 */
public record EventType(String name, int version) {

    /** Longest name, in characters. */
    public static final int MAX_LENGTH = 255;

    public EventType {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "An event type has 1 to " + MAX_LENGTH + " characters; this one has " + name.length() + ".");
        }
        Text.requirePrintable("event type", name);
        if (version < 1) {
            throw new IllegalArgumentException(
                    "Schema versions count from 1; event type '" + name + "' was given " + version + ".");
        }
    }

    @Override
    public String toString() {
        return name + " v" + version;
    }
}
