package io.readside.testkit.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and its server on this machine's loopback interface, and does to their connections what a
 * network may do. Healthy until it is told otherwise; safe for use by many threads.
 */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket listening;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile InetSocketAddress server;
    private volatile Schedule schedule = Schedule.FORWARD;
    private volatile boolean refusing;
    private boolean swallowing;

    private TcpProxy(int serverPort) throws IOException {
        server = onLoopback(serverPort);
        listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    }

    /** @param serverPort of a server on the loopback interface; it need not run yet */
    public static TcpProxy to(int serverPort) {
        try {
            TcpProxy proxy = new TcpProxy(serverPort);
            daemon("proxy-" + proxy.port(), proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress onLoopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** From now on connects to another server, as after a fail-over; connections that are there stay where they are. */
    public void leadTo(int serverPort) {
        server = onLoopback(serverPort);
    }

    /** Where clients connect to, on the loopback interface. */
    public int port() {
        return listening.getLocalPort();
    }

    /** From now on decides by this schedule. */
    public void follow(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Ends all connections; new ones are taken. */
    public void cutAll() {
        links.forEach(Link::cut);
    }

    /** Ends each new connection as soon as it is made; those there are go on. */
    public void refuse() {
        refusing = true;
    }

    /** Passes nothing on, on connections old and new, and tells neither end, not even that the other one has gone. */
    public synchronized void blackHole() {
        swallowing = true;
        links.forEach(Link::swallow);
    }

    /** As {@link #blackHole} for the connections that are there; new ones are healthy. */
    public synchronized void silence() {
        links.forEach(Link::swallow);
    }

    /** No faults from now on. Connections that have lost bytes are ended, since nothing can mend them. */
    public synchronized void heal() {
        schedule = Schedule.FORWARD;
        refusing = false;
        swallowing = false;
        links.stream().filter(Link::isSwallowing).forEach(Link::close);
    }

    /** Connections made so far, refused ones included. */
    public long connections() {
        return connections.get();
    }

    /** Chunks read from clients so far. */
    public long requests() {
        return requests.get();
    }

    /** Connections cut so far, by schedule or by {@link #cutAll}. */
    public long cuts() {
        return cuts.get();
    }

    /** Connections refused so far, also because the server did not take them. */
    public long refused() {
        return refused.get();
    }

    /** In one step with {@link #heal}, which finds each link that has to be mended. */
    synchronized Fate decide(Link link, Chunk chunk) {
        if (chunk.direction() == Direction.TO_SERVER) {
            requests.incrementAndGet();
        }
        Fate fate = link.isSwallowing() ? Fate.BLACK_HOLE : schedule.of(chunk);
        if (fate instanceof Fate.BlackHole) {
            link.swallow();
        }
        return fate;
    }

    void wasCut() {
        cuts.incrementAndGet();
    }

    void ended(Link link) {
        links.remove(link);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException closed) {
                // by close(), or by a client that has gone again
            }
        }
    }

    private void connect(Socket client) throws IOException {
        long number = connections.incrementAndGet();
        Socket toServer = new Socket();
        try {
            if (refusing) {
                throw new IOException("refused");
            }
            toServer.connect(server);
        } catch (IOException e) {
            refused.incrementAndGet();
            Link.reset(client);
            return;
        }
        join(new Link(number, client, toServer, this));
    }

    private synchronized void join(Link link) {
        links.add(link);
        if (swallowing) {
            link.swallow();
        }
        link.start();
    }

    static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections and takes no more. */
    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            links.forEach(Link::close);
        }
    }

    @Override
    public String toString() {
        return "proxy from port " + port() + " to " + server.getPort() + ": " + connections + " connections, "
                + requests + " requests, " + cuts + " cuts, " + refused + " refused";
    }
}
