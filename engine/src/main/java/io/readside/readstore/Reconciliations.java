package io.readside.readstore;

import java.util.Optional;

/** What came of reconciles. Every method may throw {@link StoreUnavailable}. */
public interface Reconciliations {

    /** Writes down what one came to; the last few of a read model are kept. */
    void note(Reconciled reconciled);

    /** The last one of a read model. */
    Optional<Reconciled> last(String projection);
}
