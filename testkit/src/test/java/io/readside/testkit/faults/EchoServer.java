package io.readside.testkit.faults;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Sends back each byte, and tells what has arrived and who has gone. */
final class EchoServer implements AutoCloseable {

    static final int GONE = -1;

    /** Each byte in order of arrival; {@link #GONE} where a connection has ended. */
    final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();

    private final ServerSocket listening;

    EchoServer() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TcpProxy.daemon("echo", this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                TcpProxy.daemon("echo-connection", () -> echo(socket));
            } catch (IOException closed) {
                // by close()
            }
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                heard.add(octet);
                socket.getOutputStream().write(octet);
            }
        } catch (IOException reset) {
            // as good as the end
        }
        heard.add(GONE);
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
