/** Readside in a servlet application: tokens that travel by themselves, and handler methods that read and answer honestly. */
@NullMarked
package io.readside.spring.web;

import org.jspecify.annotations.NullMarked;
