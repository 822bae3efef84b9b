package io.readside.readstore;

/**
 * A value together with the state of the generation that vouches for it, both of one snapshot.
 *
 * @param generation the active one
 */
public record Snapshot<T>(Generation generation, T value) {}
