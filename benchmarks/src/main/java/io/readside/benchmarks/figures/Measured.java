package io.readside.benchmarks.figures;

import io.readside.event.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** One line of figures: names and values in the order in which they were put. What does not apply is left out. */
public final class Measured {

    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Reads a line that {@link #toString} has written. */
    public static Measured parse(String line) {
        Measured measured = new Measured();
        measured.members.putAll(Json.readObject(line));
        return measured;
    }

    public Measured put(String name, Object value) {
        members.put(name, value);
        return this;
    }

    public Measured put(String name, long value) {
        members.put(name, value);
        return this;
    }

    /** To four significant digits or, from 1 on, three decimals; what is no number is left out. */
    public Measured put(String name, double value) {
        if (Double.isFinite(value)) {
            double unit = Math.abs(value) >= 1 || value == 0
                    ? 1e3
                    : Math.pow(10, 3 - Math.floor(Math.log10(Math.abs(value))));
            members.put(name, Math.round(value * unit) / unit);
        }
        return this;
    }

    /** What has been put so far, then all of another. */
    public Measured with(Measured other) {
        Measured both = new Measured();
        both.members.putAll(members);
        both.members.putAll(other.members);
        return both;
    }

    /** Empty if there is none of the name. */
    public String text(String name) {
        return members.getOrDefault(name, "").toString();
    }

    public OptionalDouble number(String name) {
        return members.get(name) instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    /** How it compares with another contender, in a line of a summary. */
    Optional<Measured> against(String contender) {
        if (members.get("against") instanceof Map<?, ?> all && all.get(contender) instanceof Map<?, ?> ratio) {
            Measured figures = new Measured();
            ratio.forEach((name, value) -> figures.put(name.toString(), value));
            return Optional.of(figures);
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return Json.write(members);
    }
}
