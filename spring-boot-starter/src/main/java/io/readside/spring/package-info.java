/** Readside in a Spring Boot application: declare projections as beans, inject {@link io.readside.Readside}. */
@NullMarked
package io.readside.spring;

import org.jspecify.annotations.NullMarked;
