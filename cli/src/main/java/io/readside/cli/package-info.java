/** The {@code readside} command: looks at the log and the read models, moves events in and out. */
@NullMarked
package io.readside.cli;

import org.jspecify.annotations.NullMarked;
