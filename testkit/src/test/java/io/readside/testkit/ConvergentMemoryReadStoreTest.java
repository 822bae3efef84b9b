package io.readside.testkit;

import io.readside.memory.MemoryReadStore;
import java.time.InstantSource;

class ConvergentMemoryReadStoreTest extends ReadStoreContract {

    @Override
    protected CrashableStore create() {
        return new MemoryCrashableStore(MemoryReadStore.convergent(InstantSource.system()));
    }
}
