package io.readside.readstore;

import java.util.Set;

/**
 * Names one physical build of a read model.
 *
 * @param projection its name
 * @param number from 1
 */
public record GenerationId(String projection, int number) {

    /** The name of its table: {@code order_summary__g7}. */
    /** The highest number among those of the same name; its own if there is none. */
    public int newestAmong(Set<GenerationId> generations) {
        return generations.stream()
                .filter(other -> other.projection().equals(projection))
                .mapToInt(GenerationId::number)
                .max()
                .orElse(number);
    }

    @Override
    public String toString() {
        return projection + "__g" + number;
    }
}
