package io.readside.examples.orders.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/** Ports of the loopback interface. */
public final class Ports {

    private static final int MAX = 65_535;

    private Ports() {}

    /**
     * Chooses a port: the one asked for, or the next free one from a default.
     *
     * @param asked 0: any that is free; absent: from the default on
     * @throws DemoFailed if the one asked for is taken
     */
    public static int choose(String option, @Nullable Integer asked, int from) {
        if (asked != null) {
            if (asked < 0 || asked > MAX) {
                throw new DemoFailed(
                        option + " " + asked + " is no port; a port is 0 (any that is free) to " + MAX + ".");
            }
            int port = tryOpen(asked);
            if (port < 0) {
                throw new DemoFailed("Port " + asked + " is taken. Choose another with " + option + ", or 0 for any.");
            }
            return port;
        }
        for (int port = from; port <= MAX; port++) {
            if (tryOpen(port) > 0) {
                return port;
            }
        }
        throw new DemoFailed("No port from " + from + " on is free. Choose one with " + option + ".");
    }

    /** @return the port, or -1 if it is taken */
    private static int tryOpen(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            return -1;
        }
    }
}
