/** The event log and the read store on PostgreSQL, and what installs and checks their schemas. */
@NullMarked
package io.readside.postgres;

import org.jspecify.annotations.NullMarked;
