/**
 * Honest reads, held against the log: sessions write and read through every gate while read models are swapped, parked and
 * killed, and a {@link io.readside.postgres.honesty.Judge} that knows nothing but the log looks at what they were told.
 */
@org.jspecify.annotations.NullMarked
package io.readside.postgres.honesty;
