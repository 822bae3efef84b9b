package io.readside.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private EchoServer server;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer();
        proxy = TcpProxy.to(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void a_healthy_proxy_passes_on_what_both_ends_say() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, 1)).isEqualTo(1);
            assertThat(ask(client, 2)).isEqualTo(2);
        }

        assertThat(proxy.connections()).isOne();
        assertThat(proxy.requests()).isEqualTo(2);
        assertThat(proxy.cuts()).isZero();
    }

    @Test
    void a_connection_that_a_client_ends_ends_at_the_server() throws Exception {
        connect().close();

        assertThat(heard()).isEqualTo(EchoServer.GONE);
    }

    @Test
    void a_request_that_is_cut_before_never_arrives() throws Exception {
        proxy.follow(Schedule.cutAtRequest(2, Side.BEFORE));
        try (Socket client = connect()) {
            ask(client, 1);

            assertThatThrownBy(() -> ask(client, 2)).isInstanceOf(IOException.class);

            assertThat(List.of(heard(), heard())).containsExactly(1, EchoServer.GONE);
        }
        assertThat(proxy.cuts()).isOne();
    }

    @Test
    void a_request_that_is_cut_after_arrives_but_its_answer_does_not() throws Exception {
        proxy.follow(Schedule.cutAtRequest(2, Side.AFTER));
        try (Socket client = connect()) {
            ask(client, 1);

            assertThatThrownBy(() -> ask(client, 2)).isInstanceOf(IOException.class);

            assertThat(List.of(heard(), heard(), heard())).containsExactly(1, 2, EchoServer.GONE);
        }
    }

    @Test
    void an_answer_that_is_cut_after_arrives_and_is_the_last() throws Exception {
        proxy.follow(chunk -> chunk.direction() == Direction.TO_CLIENT ? Fate.cut(Side.AFTER) : Fate.FORWARD);
        try (Socket client = connect()) {
            assertThat(ask(client, 1)).isEqualTo(1);

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_schedule_of_one_cut_leaves_the_next_connection_alone() throws IOException {
        proxy.follow(Schedule.cutAtRequest(1, Side.BEFORE));
        try (Socket first = connect()) {
            assertThatThrownBy(() -> ask(first, 1)).isInstanceOf(IOException.class);
        }

        try (Socket second = connect()) {
            assertThat(ask(second, 1)).isEqualTo(1);
        }
    }

    @Test
    void what_is_delayed_arrives() throws IOException {
        proxy.follow(chunk -> Fate.delay(Duration.ofMillis(5)));

        try (Socket client = connect()) {
            long asked = System.nanoTime();
            assertThat(ask(client, 1)).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(Duration.ofMillis(10));
        }
    }

    @Test
    void a_black_hole_tells_neither_end_until_it_is_healed() throws Exception {
        try (Socket client = connect();
                Socket other = connect()) {
            ask(client, 1);
            ask(other, 2);
            List.of(heard(), heard());

            proxy.blackHole();

            client.setSoTimeout(50);
            assertThatThrownBy(() -> ask(client, 3)).isInstanceOf(SocketTimeoutException.class);
            client.close();
            assertThat(server.heard.poll(50, TimeUnit.MILLISECONDS))
                    .as("neither request nor end")
                    .isNull();

            proxy.heal();

            assertThat(List.of(heard(), heard())).containsExactly(EchoServer.GONE, EchoServer.GONE);
        }
        try (Socket later = connect()) {
            assertThat(ask(later, 4)).isEqualTo(4);
        }
    }

    @Test
    void a_black_hole_for_one_chunk_leaves_other_connections_alone() throws Exception {
        proxy.follow(chunk -> chunk.connection() == 1 ? Fate.BLACK_HOLE : Fate.FORWARD);

        try (Socket first = connect();
                Socket second = connect()) {
            first.setSoTimeout(50);
            assertThatThrownBy(() -> ask(first, 1)).isInstanceOf(SocketTimeoutException.class);
            assertThat(ask(second, 2)).isEqualTo(2);
        }
    }

    @Test
    void a_connection_made_into_a_black_hole_gets_no_answer() throws Exception {
        proxy.blackHole();

        try (Socket client = connect()) {
            client.setSoTimeout(50);
            assertThatThrownBy(() -> ask(client, 1)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void silence_is_for_the_connections_that_are_there() throws Exception {
        try (Socket there = connect()) {
            ask(there, 1);

            proxy.silence();

            there.setSoTimeout(50);
            assertThatThrownBy(() -> ask(there, 2)).isInstanceOf(SocketTimeoutException.class);
            try (Socket later = connect()) {
                assertThat(ask(later, 3)).isEqualTo(3);
            }
        }
    }

    @Test
    void after_a_fail_over_new_connections_lead_to_another_server() throws Exception {
        try (EchoServer other = new EchoServer();
                Socket there = connect()) {
            ask(there, 1);

            proxy.leadTo(other.port());

            try (Socket later = connect()) {
                ask(later, 2);
                ask(there, 3);
            }
            assertThat(other.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(List.of(heard(), heard())).containsExactly(1, 3);
        }
    }

    @Test
    void who_is_refused_is_told_at_once_and_others_go_on() throws IOException {
        try (Socket there = connect()) {
            ask(there, 1);

            proxy.refuse();

            try (Socket client = connect()) {
                assertThatThrownBy(() -> ask(client, 2)).isInstanceOf(IOException.class);
            }
            assertThat(ask(there, 3)).isEqualTo(3);
        }
        assertThat(proxy.refused()).isOne();
    }

    @Test
    void a_server_that_does_not_run_refuses() throws IOException {
        try (TcpProxy nowhere = TcpProxy.to(unusedPort());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), nowhere.port())) {
            assertThatThrownBy(() -> ask(client, 1)).isInstanceOf(IOException.class);
            assertThat(nowhere.refused()).isOne();
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket momentary = new ServerSocket(0)) {
            return momentary.getLocalPort();
        }
    }

    @Test
    void cutting_all_ends_every_connection_and_takes_new_ones() throws Exception {
        try (Socket first = connect();
                Socket second = connect()) {
            ask(first, 1);
            ask(second, 2);

            proxy.cutAll();

            assertThatThrownBy(() -> ask(first, 3)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ask(second, 4)).isInstanceOf(IOException.class);
        }
        assertThat(proxy.cuts()).isEqualTo(2);
        try (Socket third = connect()) {
            assertThat(ask(third, 5)).isEqualTo(5);
        }
    }

    @Test
    void one_seed_gives_one_fate_whatever_the_order() {
        List<Chunk> chunks = LongStream.rangeClosed(1, 1000)
                .mapToObj(n -> new Chunk(n % 7, n % 2 == 0 ? Direction.TO_SERVER : Direction.TO_CLIENT, n))
                .toList();
        Odds odds = new Odds(0.1, 0.1, Duration.ofMillis(3), 0.05);
        Schedule one = Schedule.random(42, odds);
        Schedule again = Schedule.random(42, odds);
        Schedule other = Schedule.random(43, odds);

        List<Fate> fates = chunks.stream().map(one::of).toList();

        List<Chunk> reversed = new ArrayList<>(chunks);
        Collections.reverse(reversed);
        List<Fate> reversedFates =
                new ArrayList<>(reversed.stream().map(again::of).toList());
        Collections.reverse(reversedFates);
        assertThat(reversedFates).isEqualTo(fates);
        assertThat(chunks.stream().map(other::of).toList()).isNotEqualTo(fates);
        assertThat(fates.stream().filter(Fate.Cut.class::isInstance).count()).isBetween(60L, 140L);
        assertThat(fates.stream().filter(Fate.BlackHole.class::isInstance).count())
                .isBetween(20L, 90L);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** A healthy connection says the same. */
    private static int ask(Socket client, int octet) throws IOException {
        client.getOutputStream().write(octet);
        int answer = client.getInputStream().read();
        if (answer < 0) {
            throw new IOException("the connection has ended");
        }
        return answer;
    }

    private int heard() throws InterruptedException {
        Integer next = server.heard.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("what the server hears next").isNotNull();
        return next;
    }
}
