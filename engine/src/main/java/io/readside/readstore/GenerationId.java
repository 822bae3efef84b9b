package io.readside.readstore;

/**
 * Names one physical build of a read model.
 *
 * @param projection its name
 * @param number from 1
 */
public record GenerationId(String projection, int number) {

    /** The name of its table: {@code order_summary__g7}. */
    @Override
    public String toString() {
        return projection + "__g" + number;
    }
}
