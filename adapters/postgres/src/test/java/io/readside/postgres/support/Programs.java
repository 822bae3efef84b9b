package io.readside.postgres.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs of PostgreSQL, those that the shared server has unpacked, as a user whom they accept. */
final class Programs {

    /** Below the range from which a client's end of a connection gets its port: none takes it while a server is down. */
    private static final int FIRST_PORT = 15_000;

    private static final int LAST_PORT = 32_000;

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM_BYTES = 2L << 30;

    private static final boolean IS_ROOT =
            ProcessHandle.current().info().user().filter("root"::equals).isPresent();

    private Programs() {}

    /** PostgreSQL refuses root, which starts it as nobody in a user namespace. */
    static List<String> command(String program, List<String> arguments) {
        String path = PostgresServer.shared().programs().resolve(program).toString();
        List<String> prefix = IS_ROOT ? List.of("unshare", "--user") : List.of();
        return Stream.of(prefix, List.of(path), arguments).flatMap(List::stream).toList();
    }

    static boolean isRoot() {
        return IS_ROOT;
    }

    /** Runs a program to its end. */
    static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " failed with " + process.exitValue() + ":\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static int freePort() {
        Random random = new Random();
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = random.nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IllegalStateException("No free port between " + FIRST_PORT + " and " + LAST_PORT + ".");
    }

    /**
     * In memory where there is room: what a killed process has written stays, and fsync costs nothing. It has the process id
     * of this JVM in its name: what a JVM has left that was killed, the next one deletes, or memory would run out in time.
     */
    static Path newFolder(String prefix) {
        try {
            Orphans.deleted();
            String name = Orphans.PREFIX + ProcessHandle.current().pid() + "-" + prefix;
            return hasRoom(MEMORY) ? Files.createTempDirectory(MEMORY, name) : Files.createTempDirectory(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Folders in memory whose JVM is gone. */
    private static final class Orphans {

        static final String PREFIX = "readside-";
        private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");
        private static final boolean DELETED = delete();

        /** Done once in this JVM. */
        static boolean deleted() {
            return DELETED;
        }

        private static boolean delete() {
            if (!Files.isWritable(MEMORY)) {
                return false;
            }
            try (Stream<Path> folders = Files.list(MEMORY)) {
                folders.filter(Orphans::isOrphan).forEach(Programs::delete);
                return true;
            } catch (IOException | UncheckedIOException e) {
                return false; // another JVM deletes them as well
            }
        }

        private static boolean isOrphan(Path folder) {
            Matcher name = NAME.matcher(folder.getFileName().toString());
            return name.matches()
                    && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
        }
    }

    private static boolean hasRoom(Path folder) throws IOException {
        return Files.isWritable(folder) && Files.getFileStore(folder).getUsableSpace() > ROOM_BYTES;
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
