/** A new version of a read model comes, takes the old one's place and is taken back, under load, and processes are killed. */
@NullMarked
package io.readside.postgres.rollout;

import org.jspecify.annotations.NullMarked;
