package io.readside.examples.orders.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where a demonstration keeps its data, held by one process at a time. */
public final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws DemoFailed if another live demonstration holds the folder, or it cannot be written */
    public static DataFolder open(Path folder) {
        try {
            Path path =
                    Files.createDirectories(folder.toAbsolutePath().normalize()).toRealPath();
            FileChannel channel =
                    FileChannel.open(path.resolve("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new DemoFailed("Another demo runs on the folder " + path
                        + ". End it first, or choose another folder with --data.");
            }
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw new DemoFailed("The folder " + folder + " cannot be used: " + e + ". Choose another with --data.", e);
        }
    }

    Path cluster() {
        return path.resolve("postgres");
    }

    Path serverLog() {
        return path.resolve("postgres.log");
    }

    Path binaries() {
        return path.resolve("binaries");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
