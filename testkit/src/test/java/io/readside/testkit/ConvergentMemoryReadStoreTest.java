package io.readside.testkit;

import io.readside.memory.MemoryReadStore;

class ConvergentMemoryReadStoreTest extends ReadStoreContract {

    @Override
    protected CrashableStore create() {
        return MemoryCrashableStore.create(MemoryReadStore::convergent);
    }
}
