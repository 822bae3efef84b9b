package io.readside.benchmarks.work;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The most that any collection has left on the heap: what is needed, without the garbage that waits for the next one. */
final class HeapPeak {

    private static final double MIB = 1 << 20;

    private final Set<String> heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    private final AtomicLong peak = new AtomicLong();

    private HeapPeak() {}

    static HeapPeak watch() {
        HeapPeak heap = new HeapPeak();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, unused) -> {
                                if (notification.getUserData() instanceof CompositeData data) {
                                    heap.note(GarbageCollectionNotificationInfo.from(data));
                                }
                            },
                            null,
                            null);
        }
        return heap;
    }

    private void note(GarbageCollectionNotificationInfo collection) {
        long used = collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> heapPools.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
        peak.accumulateAndGet(used, Math::max);
    }

    /** Forgets what was before, garbage included. */
    void restart() {
        System.gc();
        peak.set(0);
    }

    /** If nothing has been collected yet, what a collection leaves now. */
    double mebibytes() {
        if (peak.get() == 0) {
            System.gc();
            peak.set(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return peak.get() / MIB;
    }
}
