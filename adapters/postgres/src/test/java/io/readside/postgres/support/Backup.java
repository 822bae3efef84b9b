package io.readside.postgres.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** A copy of a running server's data folder, whole with the write-ahead log of the time of copying. */
public final class Backup implements AutoCloseable {

    private static final Set<String> OF_THE_RUNNING_SERVER = Set.of("postmaster.pid", "postmaster.opts");
    private static final Set<String> EMPTY_IN_A_COPY = Set.of("pg_wal", "pg_replslot", "pg_stat_tmp");

    private final Path folder;

    private Backup(Path folder) {
        this.folder = folder;
    }

    static Backup of(Path data, Connection connection) {
        Path folder = Programs.newFolder("backup");
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('test', fast => true)");
            copy(data, folder, true);
            try (ResultSet label = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                label.next();
                Files.writeString(folder.resolve("backup_label"), label.getString(1));
            }
            copy(data.resolve("pg_wal"), folder.resolve("pg_wal"), false);
            return new Backup(folder);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new data folder with this copy. */
    Path unpack() {
        Path data = Programs.newFolder("postgres");
        unpackInto(data);
        return data;
    }

    void unpackInto(Path data) {
        try {
            copy(folder, data, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to, boolean isRunning) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(folder));
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
                return isRunning && EMPTY_IN_A_COPY.contains(name(folder))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!OF_THE_RUNNING_SERVER.contains(name(file))) {
                    copyUnlessGone(file, to.resolve(from.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** A server removes files while they are copied; the log that is replayed knows of it. */
    private static void copyUnlessGone(Path file, Path copy) throws IOException {
        try {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException gone) {
            // as above
        }
    }

    @Override
    public void close() {
        Programs.delete(folder);
    }
}
