package io.readside.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.readstore.Guarantee;
import io.readside.readstore.StoreUnavailable;

/** What each part of the contract asks for. */
interface StoreFixture {

    /** A new and empty store, closed by the contract. */
    CrashableStore fresh();

    static boolean isAtomic(CrashableStore store) {
        return store.store().guarantee() == Guarantee.ATOMIC;
    }

    /** @return whether the store has crashed at this work; either way it is up afterwards */
    static boolean isCutOff(CrashableStore store, long writes, Runnable work) {
        store.crashAfter(writes);
        try {
            work.run();
            return false;
        } catch (StoreUnavailable cutOff) {
            return true;
        } finally {
            store.restart();
        }
    }

    /** Leaves the store down, by a batch that it does not get through. */
    static void crash(CrashableStore store, Opened<?> opened) {
        long at = opened.checkpoint().position().value();
        store.crashAfter(0);
        assertThatThrownBy(() -> opened.apply(at, at + 1)).isInstanceOf(StoreUnavailable.class);
    }
}
