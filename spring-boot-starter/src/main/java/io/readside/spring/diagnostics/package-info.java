/** What is printed instead of a stack trace when an application with Readside cannot start. */
@NullMarked
package io.readside.spring.diagnostics;

import org.jspecify.annotations.NullMarked;
