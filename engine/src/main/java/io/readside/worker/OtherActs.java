package io.readside.worker;

import io.readside.readstore.Intent;

/** Where a worker hands on what operators want beyond the feeding of one generation. */
public interface OtherActs {

    /** For a worker on its own. */
    OtherActs NONE = intent -> false;

    /**
     * Takes an intent over, to deal with it elsewhere and to report on it; bringing it again before that changes nothing.
     * Called on the worker's thread: be quick.
     *
     * @return whether it was one of those that are dealt with there
     */
    boolean take(Intent intent);

    /** The generation has been fed by a batch or more, or there was nothing to feed it with. Called often. */
    default void fed() {}
}
