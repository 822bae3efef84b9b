package io.readside.examples.orders.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL runs. It refuses root, so root starts it in a user namespace, where it is nobody; where those are
 * forbidden, as the real nobody, whom the folder is given to. Always in a session of its own, since Ctrl-C in a terminal reaches all of a session.
 */
enum Account {
    OWN(List.of("setsid")),
    NAMESPACE(List.of("setsid", "unshare", "--user")),
    NOBODY(List.of("setsid", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

    private final List<String> prefix;

    Account(List<String> prefix) {
        this.prefix = prefix;
    }

    static Account choose() {
        if (!isRoot()) {
            return OWN;
        }
        return Stream.of(NAMESPACE, NOBODY)
                .filter(Account::works)
                .findFirst()
                .orElseThrow(() ->
                        new DemoFailed("PostgreSQL does not run as root, and neither unshare (user namespaces) nor"
                                + " setpriv works here. Start the demo as another user."));
    }

    private static boolean isRoot() {
        return ProcessHandle.current().info().user().filter("root"::equals).isPresent();
    }

    private boolean works() {
        try {
            Process probe = new ProcessBuilder(command(List.of("true")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    List<String> command(List<String> program) {
        return Stream.concat(prefix.stream(), program.stream()).toList();
    }

    /** Makes a folder, new or kept, the account's own. */
    void own(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (this == NOBODY) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", 65534);
                    Files.setAttribute(file, "unix:gid", 65534);
                }
            }
        }
    }
}
