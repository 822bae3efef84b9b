package io.readside.testkit;

import io.readside.readstore.Guarantee;

/** What each part of the contract asks for. */
interface StoreFixture {

    /** A new and empty store, closed by the contract. */
    CrashableStore fresh();

    static boolean isAtomic(CrashableStore store) {
        return store.store().guarantee() == Guarantee.ATOMIC;
    }
}
