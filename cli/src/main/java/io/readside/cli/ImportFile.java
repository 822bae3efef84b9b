package io.readside.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What is imported, read from its start as often as needed; what comes through a pipe is spooled first. */
final class ImportFile implements AutoCloseable {

    private final String name;
    private final FileChannel channel;

    private ImportFile(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /** @param file {@code -} for standard input */
    static ImportFile open(String file, Io io) throws IOException {
        if (file.equals("-")) {
            return new ImportFile("standard input", spool(io.in()));
        }
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            throw new Trouble("There is no file " + file + ".", "Correct its name.");
        }
        if (Files.isDirectory(path)) {
            throw new Trouble(file + " is a folder.", "Name a file of NDJSON in it.");
        }
        if (!Files.isReadable(path)) {
            throw new Trouble(file + " may not be read.", "Change its rights.");
        }
        if (Files.isRegularFile(path)) {
            return new ImportFile(file, FileChannel.open(path, StandardOpenOption.READ));
        }
        try (InputStream pipe = Files.newInputStream(path)) {
            return new ImportFile(file, spool(pipe));
        }
    }

    private static FileChannel spool(InputStream in) throws IOException {
        FileChannel spool = TemporaryFile.create();
        in.transferTo(Channels.newOutputStream(spool));
        return spool;
    }

    /** Reads from the start; one reader at a time. */
    LineReader lines() throws IOException {
        channel.position(0);
        return new LineReader(Channels.newInputStream(channel));
    }

    long bytes() throws IOException {
        return channel.size();
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
