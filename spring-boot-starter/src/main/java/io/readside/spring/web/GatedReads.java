package io.readside.spring.web;

import io.readside.Readside;
import io.readside.consistency.JointRead;
import io.readside.consistency.Read;
import io.readside.event.VersionToken;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads for one request: after the token that it brought, waiting as long as {@code readside.wait} says, and stale if it asks so
 * with {@code ?stale=true}. A handler method takes it as an argument:
 *
 * <pre>{@code
 * @GetMapping("/orders/{id}")
 * Answer<Optional<OrderSummary>> order(@PathVariable String id, GatedReads reads) {
 *   return reads.of(ORDER_SUMMARY).row(id);
 * }
 * }</pre>
 *
 * <p>A token that cannot be read is answered 400 before the method runs. What a read says of its own, such as {@code
 * .within(…)}, takes the place of what is set here.
 */
public final class GatedReads {

    private final Readside readside;
    private final @Nullable VersionToken token;
    private final Duration wait;
    private final boolean orStale;

    GatedReads(Readside readside, @Nullable VersionToken token, Duration wait, boolean orStale) {
        this.readside = readside;
        this.token = token;
        this.wait = wait;
        this.orStale = orStale;
    }

    public <R> Read<R> of(Projection<R> projection) {
        Read<R> read = readside.read(projection).after(token).within(wait);
        return orStale ? read.orStale() : read;
    }

    public JointRead of(MaterializedView view) {
        JointRead read = readside.read(view).after(token).within(wait);
        return orStale ? read.orStale() : read;
    }

    /** What the reads are gated with; empty: the request brought none and has written nothing. */
    public Optional<VersionToken> token() {
        return Optional.ofNullable(token);
    }

    /** Whether the request takes what is too old, marked as such. */
    public boolean orStale() {
        return orStale;
    }
}
