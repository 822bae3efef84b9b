/** The log as the other rooms see it: append with an expected stream version, ordered reads. */
@NullMarked
package io.readside.eventlog;

import org.jspecify.annotations.NullMarked;
