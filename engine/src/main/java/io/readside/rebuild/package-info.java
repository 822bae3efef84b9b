/**
 * Green beside blue: a read model is built anew while the old one serves, compared with it, put in its place, and can be taken
 * back; whole or by key.
 */
@NullMarked
package io.readside.rebuild;

import org.jspecify.annotations.NullMarked;
