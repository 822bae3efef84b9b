package io.readside.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a command that goes on until somebody has seen enough, or does not want to wait: Ctrl-C interrupts it and lets it write
 * what it has.
 */
final class Interruption implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 2;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Thread command, ExitCode code) {
        this.hook = new Thread(() -> end(command, code), "readside-interruption");
    }

    /** For the command that runs in this thread, and is not meant to end by itself. */
    static Interruption endsQuietly() {
        return endsWith(ExitCode.GOOD);
    }

    /** @param code what the process returns if it is interrupted */
    static Interruption endsWith(ExitCode code) {
        Interruption interruption = new Interruption(Thread.currentThread(), code);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void end(Thread command, ExitCode code) {
        command.interrupt();
        try {
            boolean inTime = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(inTime ? code.code() : ExitCode.FAILED.code());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it is running
        }
    }
}
