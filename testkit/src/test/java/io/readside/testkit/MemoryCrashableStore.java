package io.readside.testkit;

import io.readside.memory.MemoryReadStore;
import io.readside.readstore.ReadStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/** The memory store, which can crash by itself. */
record MemoryCrashableStore(MemoryReadStore memory, MovableClock clock) implements CrashableStore {

    static MemoryCrashableStore create(Function<InstantSource, MemoryReadStore> kind) {
        MovableClock clock = new MovableClock();
        return new MemoryCrashableStore(kind.apply(clock), clock);
    }

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
    public void passTime(Duration duration) {
        clock.pass(duration);
    }

    @Override
    public void close() {
        memory.close();
    }
}
