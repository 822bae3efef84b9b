package io.readside.spring.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks the gate before a handler method runs, with the request's token and for as long as {@code readside.wait} says. Where the
 * read models are not fresh, the method does not run, and the answer is written in its place. For methods that read the public
 * views with queries of their own, by Spring Data or {@code JdbcClient}:
 *
 * <pre>{@code
 * @GetMapping("/customers/{id}/orders")
 * @Gated("order_summary")
 * List<Order> orders(@PathVariable String id) {
 *   return repository.findByCustomerId(id);
 * }
 * }</pre>
 *
 * <p>This is sound at READ COMMITTED, the default: each query sees at least what was committed when it began, the checkpoint was
 * committed before, and rows never fall back behind a checkpoint, not by a swap either; so rows read after the gate are at least
 * as new as the token.
 *
 * <p>It is not sound for snapshots that are older than the gate: a transaction at REPEATABLE READ or SERIALIZABLE that a filter
 * or an earlier interceptor began, a cache, a replica. Nor does it know of single keys: a row whose key is parked is returned as
 * it was before. {@link GatedReads} has neither limit.
 *
 * <p>With {@code ?stale=true} the method runs in any case, and the response has the header {@code Readside-Stale: true} where the
 * gate was shut. On a class it stands for all its handler methods.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Gated {

    /**
     * Names of read models, {@code order_summary}, for their active generation; {@code order_summary_v2} for those who read the
     * view of one version; or of materialized views. A name that is not declared ends the start of the application.
     */
    String[] value();
}
