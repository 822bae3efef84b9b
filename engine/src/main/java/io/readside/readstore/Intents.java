package io.readside.readstore;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What operators want, as rows. Every method may throw {@link StoreUnavailable}. */
public interface Intents {

    /** Writes down what somebody wants done with a read model's active generation. */
    Intent submit(String projection, Intent.Act act, String by);

    /** One of them as it is now; empty if the store does not know it. */
    Optional<Intent> find(long id);

    /** Those not dealt with yet, for some read models, in order. */
    List<Intent> open(Set<String> projections);

    /** Writes down what came of it; the first report stays. */
    void report(long id, Intent.Report report);
}
