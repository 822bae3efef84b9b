package io.readside.readstore;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Leases on generations, all in the store's time: the clock of the one who asks does not matter. Calls come one
 * at a time for each process and never wait for a batch in flight. Every method may throw {@link StoreUnavailable}.
 */
public interface Leases {

    /**
     * Renews what the owner holds and takes what is free: released, run out, or held until a time that no honest clock
     * gives. Taking moves the generation's epoch on in the same step. Which generation of a name is the newest that the owner
     * would feed is kept with the lease: it tells which version of the application it is.
     *
     * @param owner unique for each process and its start
     * @param wanted generations that the owner would feed; one that does not exist any more is left out of the answer
     * @param term how long a lease holds without being renewed
     * @return the lease of each, whoever holds it
     */
    List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term);

    /** Gives leases back, so that another may take them at once; those of other owners are left alone. */
    void release(String owner, Set<GenerationId> held);

    /** Gives back what the leases hold on to, a connection of their own for example. */
    void close();
}
