/** The write model: load the events of one stream, decide, append, return the token. */
@NullMarked
package io.readside.command;

import org.jspecify.annotations.NullMarked;
