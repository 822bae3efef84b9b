package io.readside.readstore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What operators want, as rows. Every method may throw {@link StoreUnavailable}. */
public interface Intents {

    /** Writes down what somebody wants done with a read model. */
    Intent submit(String projection, Intent.Act act, String by);

    /** One of them as it is now; empty if the store does not know it. */
    Optional<Intent> find(long id);

    /**
     * Those not dealt with yet that some generations have to see to, in order: the one that an act names, or for acts on a
     * rebuild that is open its green, as long as somebody feeds it, else the active one.
     */
    Map<GenerationId, List<Intent>> open(Set<GenerationId> generations);

    /** Writes down what came of it; the first report stays. */
    void report(long id, Intent.Report report);
}
