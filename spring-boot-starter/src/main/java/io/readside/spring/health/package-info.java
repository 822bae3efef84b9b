/** What Spring Boot's health endpoint tells of the read models. */
@NullMarked
package io.readside.spring.health;

import org.jspecify.annotations.NullMarked;
