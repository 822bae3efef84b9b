/** How far behind each projection is, and what is in its way. */
@NullMarked
package io.readside.monitor;

import org.jspecify.annotations.NullMarked;
