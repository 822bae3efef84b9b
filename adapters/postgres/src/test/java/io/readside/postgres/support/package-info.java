/** A real PostgreSQL for tests: one server per JVM, a fresh database per test. Shared with other modules as a test-jar. */
@org.jspecify.annotations.NullMarked
package io.readside.postgres.support;
