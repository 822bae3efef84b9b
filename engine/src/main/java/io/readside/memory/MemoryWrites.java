package io.readside.memory;

import io.readside.readstore.Guarantee;
import io.readside.readstore.StoreUnavailable;
import java.util.List;
import java.util.function.Supplier;

/** The one lock of a store in memory, and the crash that may fall between any two writes. */
final class MemoryWrites {

    private final Guarantee guarantee;
    private final Object lock = new Object();
    private long writesUntilCrash = Long.MAX_VALUE;

    MemoryWrites(Guarantee guarantee) {
        this.guarantee = guarantee;
    }

    void crashAfter(long writes) {
        synchronized (lock) {
            writesUntilCrash = writes;
        }
    }

    boolean hasCrashed() {
        synchronized (lock) {
            return writesUntilCrash < 0;
        }
    }

    /** Runs something alone, unless the store has crashed. */
    <T> T alone(Supplier<T> work) {
        synchronized (lock) {
            requireUp();
            return work.get();
        }
    }

    /** As {@link #alone}, for what gives no answer. */
    void change(Runnable work) {
        alone(() -> {
            work.run();
            return lock;
        });
    }

    /** Makes one write, which a crash may forestall. */
    void make(Runnable write) {
        makeOne(() -> {
            write.run();
            return lock;
        });
    }

    /** As {@link #make(Runnable)}, for what gives an answer. */
    <T> T makeOne(Supplier<T> write) {
        return alone(() -> {
            count();
            return write.get();
        });
    }

    /**
     * Makes several writes: all or none in a store with transactions, one after the other in one without.
     *
     * @param fence throws if nothing must be written
     * @param first between these others may write too
     * @param last for each of these the fence is asked again
     */
    void make(Runnable fence, List<Runnable> first, List<Runnable> last) {
        if (guarantee == Guarantee.ATOMIC) {
            change(() -> makeWhole(fence, first, last));
        } else {
            change(fence);
            first.forEach(this::make);
            last.forEach(write -> make(() -> {
                fence.run();
                write.run();
            }));
        }
    }

    /** Counts all writes before it makes the first: the crash falls before, never within. */
    private void makeWhole(Runnable fence, List<Runnable> first, List<Runnable> last) {
        fence.run();
        first.forEach(write -> count());
        last.forEach(write -> count());
        first.forEach(Runnable::run);
        last.forEach(Runnable::run);
    }

    private void count() {
        if (writesUntilCrash != Long.MAX_VALUE) {
            writesUntilCrash--;
        }
        requireUp();
    }

    private void requireUp() {
        if (writesUntilCrash < 0) {
            throw new StoreUnavailable("The memory store was made to crash; call restart().");
        }
    }
}
