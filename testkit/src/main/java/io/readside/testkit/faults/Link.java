package io.readside.testkit.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection through a proxy: a thread for each direction. */
final class Link {

    private static final int LARGEST_CHUNK = 1 << 16;

    private final long number;
    private final Socket client;
    private final Socket server;
    private final TcpProxy proxy;
    private final AtomicBoolean isCut = new AtomicBoolean();
    private volatile boolean swallowing;
    private volatile boolean draining;

    Link(long number, Socket client, Socket server, TcpProxy proxy) throws IOException {
        this.number = number;
        this.client = client;
        this.server = server;
        this.proxy = proxy;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start() {
        TcpProxy.daemon("link-" + number + "-up", () -> carry(Direction.TO_SERVER, client, server));
        TcpProxy.daemon("link-" + number + "-down", () -> carry(Direction.TO_CLIENT, server, client));
    }

    void swallow() {
        swallowing = true;
    }

    boolean isSwallowing() {
        return swallowing;
    }

    private void carry(Direction direction, Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[LARGEST_CHUNK];
            long chunk = 0;
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (!isCut.get()) {
                    pass(new Chunk(number, direction, ++chunk), bytes, length, out);
                }
            }
        } catch (IOException gone) {
            // one end has reset the connection, or it was cut here
        }
        boolean serverStillWorks = direction == Direction.TO_SERVER && draining;
        if (!swallowing && !serverStillWorks) {
            close();
        }
    }

    private void pass(Chunk chunk, byte[] bytes, int length, OutputStream out) throws IOException {
        Fate fate = proxy.decide(this, chunk);
        if (fate instanceof Fate.Delay delay) {
            pause(delay);
        }
        boolean arrives = fate instanceof Fate.Cut cut ? cut.side() == Side.AFTER : !isCut.get() && !swallowing;
        // before the request goes on: its answer may come back sooner than the next line
        boolean cuts = fate instanceof Fate.Cut && isCut.compareAndSet(false, true);
        if (cuts) {
            draining = arrives && chunk.direction() == Direction.TO_SERVER;
        }
        if (arrives) {
            out.write(bytes, 0, length);
        }
        if (cuts) {
            sever();
        }
    }

    private static void pause(Fate.Delay delay) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(delay.by().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * The client hears of it at once. A server that has just got a request still carries it out: it finds the end of the
     * connection behind it, and its answer is thrown away. A reset would let it drop that request unread.
     */
    void cut() {
        if (isCut.compareAndSet(false, true)) {
            sever();
        }
    }

    private void sever() {
        proxy.wasCut();
        if (draining) {
            reset(client);
            finish(server);
        } else {
            close();
        }
    }

    void close() {
        quietly(client);
        quietly(server);
        proxy.ended(this);
    }

    private static void finish(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException alreadyGone) {
            // as wanted
        }
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyGone) {
            return;
        }
        quietly(socket);
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // as wanted
        }
    }
}
