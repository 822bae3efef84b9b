package io.readside.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that nobody else sees and that leaves nothing behind, even after kill -9. */
final class TemporaryFile {

    private TemporaryFile() {}

    static FileChannel create() throws IOException {
        Path path = Files.createTempFile("readside-", ".tmp"); // readable by its owner alone
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            Files.delete(path); // where the system allows it, the open channel is enough
        } catch (IOException e) {
            // it goes when the channel closes
        }
        return channel;
    }
}
