/** The proof kit: contracts for each port, which a store or a log passes by extending them. */
@NullMarked
package io.readside.testkit;

import org.jspecify.annotations.NullMarked;
