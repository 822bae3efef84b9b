package io.readside.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the process was given.
 *
 * @param out results only
 * @param err everything else
 * @param terminal whether a person watches {@code err}
 */
record Io(InputStream in, OutputStream out, PrintStream err, Map<String, String> environment, boolean terminal) {

    /** Java cannot ask whether stderr is a terminal; the launcher can, and says so. */
    static Io ofProcess() {
        return new Io(
                System.in,
                new FileOutputStream(FileDescriptor.out), // System.out would swallow a closed pipe
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                System.getenv(),
                Boolean.getBoolean("readside.terminal"));
    }
}
