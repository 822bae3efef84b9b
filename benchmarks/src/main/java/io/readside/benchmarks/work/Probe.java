package io.readside.benchmarks.work;

import com.sun.management.OperatingSystemMXBean;
import io.readside.benchmarks.database.Database;
import io.readside.benchmarks.database.ServerLoad;
import io.readside.benchmarks.figures.Measured;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;

/** What a stretch of work costs: time, processor time of this JVM and of the server, log, statements, and memory. */
final class Probe implements AutoCloseable {

    private final ServerLoad server;
    private final HeapPeak heap = HeapPeak.watch();
    private long startNanos;
    private double startCpu;
    private long startWal;
    private long startStatements;

    Probe(Database anyDatabase) throws SQLException {
        server = new ServerLoad(anyDatabase);
    }

    void start() throws SQLException {
        heap.restart(); // what the warm-up has left is nobody's
        startWal = server.walBytes();
        startStatements = server.statements();
        startCpu = cpuSeconds();
        startNanos = System.nanoTime();
    }

    double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /**
     * What has come together since {@link #start}.
     *
     * @param seconds of the work, taken at its end: what comes after is for the probe
     */
    Measured measured(long events, double seconds) throws SQLException {
        double cpu = cpuSeconds() - startCpu;
        long wal = server.walBytes() - startWal;
        long statements = server.statements() - startStatements;
        return new Measured()
                .put("events", events)
                .put("seconds", seconds)
                .put("eventsPerSecond", events / seconds)
                .put("heapMb", heap.mebibytes())
                .put("cpuSeconds", cpu)
                .put("walBytes", wal)
                .put("statements", statements);
    }

    private double cpuSeconds() {
        return ownCpuSeconds() + server.cpuSeconds();
    }

    static double ownCpuSeconds() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    @Override
    public void close() throws SQLException {
        server.close();
    }
}
