package io.readside.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Gives the answers of a script, path by path, the last one for ever; and remembers what it was asked. */
final class ScriptedServer implements AutoCloseable {

    /** @param released completed at the moment at which the answer may go */
    record Answer(int status, Map<String, String> headers, String body, CompletableFuture<Void> released) {

        static Answer json(int status, String body) {
            return new Answer(
                    status,
                    Map.of("content-type", "application/json"),
                    body.replace('\'', '"'),
                    CompletableFuture.completedFuture(null));
        }

        static Answer ok(String body) {
            return json(200, body);
        }

        static Answer pending(int retryAfterMs) {
            return ok("{'consistencyPending':true,'retryAfterMs':" + retryAfterMs + "}");
        }

        static Answer problem(int status, String type, String detail) {
            return json(status, "{'type':'" + type + "','detail':'" + detail + "'}")
                    .with("content-type", "application/problem+json");
        }

        static Answer events(String text) {
            return ok(text).with("content-type", "text/event-stream;charset=UTF-8");
        }

        Answer with(String name, String value) {
            Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            more.putAll(headers);
            more.put(name, value);
            return new Answer(status, more, body, released);
        }

        Answer held() {
            return new Answer(status, headers, body, new CompletableFuture<>());
        }

        void release() {
            released.complete(null);
        }
    }

    private final Map<String, Deque<Answer>> script = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> cookies = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    private ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::script);
        server.createContext("/page", exchange -> send(exchange, page()));
        server.createContext("/webjars/", this::webjar);
        server.start();
    }

    static ScriptedServer start() {
        try {
            return new ScriptedServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void answers(String path, Answer... inOrder) {
        script.put(path, new ArrayDeque<>(List.of(inOrder)));
    }

    /** Method, path and query of all requests that the script was for, in order. */
    List<String> asked() {
        return asked;
    }

    /** What they brought as cookies, the empty text for none. */
    List<String> cookies() {
        return cookies;
    }

    private static Answer page() {
        return Answer.ok("<!doctype html><html lang=en><title>A page</title>")
                .with("content-type", "text/html;charset=UTF-8");
    }

    private void script(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        if (path.equals("/favicon.ico")) {
            send(exchange, Answer.json(404, "{}"));
            return;
        }
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        cookies.add(cookie == null ? "" : cookie);
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        Deque<Answer> answers = script.getOrDefault(path, new ArrayDeque<>());
        Answer next;
        synchronized (answers) {
            next = answers.size() > 1 ? answers.poll() : answers.peek();
        }
        send(exchange, next == null ? Answer.json(500, "{'detail':'nothing is scripted'}") : next);
    }

    private void webjar(HttpExchange exchange) throws IOException {
        String resource = "META-INF/resources" + exchange.getRequestURI().getPath();
        try (InputStream file = getClass().getClassLoader().getResourceAsStream(resource)) {
            if (file == null) {
                send(exchange, Answer.json(404, "{}"));
                return;
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            send(
                    exchange,
                    new Answer(
                            200,
                            Map.of("content-type", "text/javascript;charset=UTF-8"),
                            text,
                            CompletableFuture.completedFuture(null)));
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.released().join();
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        script.values().forEach(answers -> answers.forEach(Answer::release));
        server.stop(0);
        threads.shutdownNow();
    }
}
