@NullMarked
package io.readside.micrometer;

import org.jspecify.annotations.NullMarked;
