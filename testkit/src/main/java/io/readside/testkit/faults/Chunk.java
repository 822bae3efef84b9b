package io.readside.testkit.faults;

/**
 * What a proxy has read at once and not passed on yet. A small request or answer is one chunk; a large one is several.
 *
 * @param connection its number, from 1 in order of arrival at the proxy
 * @param number within its connection and direction, from 1
 */
public record Chunk(long connection, Direction direction, long number) {}
