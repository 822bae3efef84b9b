package io.readside.readstore;

/**
 * A key of a read model that waits for an operator.
 *
 * @param first the event that cannot be applied
 * @param events how many wait, the first among them
 */
public record ParkedKey(GenerationId generation, ParkedEvent first, long events) {}
