package io.readside.testkit;

import io.readside.memory.MemoryReadStore;

class MemoryReadStoreTest extends ReadStoreContract {

    @Override
    protected CrashableStore create() {
        return MemoryCrashableStore.create(MemoryReadStore::atomic);
    }
}
