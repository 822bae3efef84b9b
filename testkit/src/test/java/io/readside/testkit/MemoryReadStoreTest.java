package io.readside.testkit;

import io.readside.memory.MemoryReadStore;
import java.time.InstantSource;

class MemoryReadStoreTest extends ReadStoreContract {

    @Override
    protected CrashableStore create() {
        return new MemoryCrashableStore(MemoryReadStore.atomic(InstantSource.system()));
    }
}
