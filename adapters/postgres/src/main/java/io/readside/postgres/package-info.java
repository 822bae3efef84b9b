/** The event log on PostgreSQL, and what installs and checks its schema. */
@NullMarked
package io.readside.postgres;

import org.jspecify.annotations.NullMarked;
