/** What happens in a contender's own JVM: it warms up, is measured, and tells in lines of JSON. */
@NullMarked
package io.readside.benchmarks.work;

import org.jspecify.annotations.NullMarked;
