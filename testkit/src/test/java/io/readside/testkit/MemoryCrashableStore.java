package io.readside.testkit;

import io.readside.memory.MemoryReadStore;
import io.readside.readstore.ReadStore;

/** The memory store, which can crash by itself. */
record MemoryCrashableStore(MemoryReadStore memory) implements CrashableStore {

    @Override
    public ReadStore store() {
        return memory;
    }

    @Override
    public void crashAfter(long writes) {
        memory.crashAfter(writes);
    }

    @Override
    public void restart() {
        memory.restart();
    }

    @Override
    public void close() {
        memory.close();
    }
}
