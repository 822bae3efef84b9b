package io.readside.examples.orders.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Customers that order, pay, cancel, and a warehouse that ships, through the HTTP interface. */
public final class Traffic implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
    private static final int MAX_RATE = 1000;
    private static final int MAX_IN_FLIGHT = 64;
    private static final List<String> REGIONS = List.of("eu-north", "eu-south", "us-east", "us-west");
    private static final List<String> ARTICLES = List.of("kettle", "cup", "lamp", "chair", "table", "clock");
    private static final Pattern ORDER_ID = Pattern.compile("\"orderId\":\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Semaphore places = new Semaphore(MAX_IN_FLIGHT);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "traffic");
        thread.setDaemon(true);
        return thread;
    });
    private final String api;

    private Traffic(String api) {
        this.api = api;
    }

    /** @throws DemoFailed if it is not 0 to 1000 orders a second */
    public static void requireRate(int ordersPerSecond) {
        if (ordersPerSecond < 0 || ordersPerSecond > MAX_RATE) {
            throw new DemoFailed("--traffic takes 0 to " + MAX_RATE + " orders a second, not " + ordersPerSecond + ".");
        }
    }

    /** @param ordersPerSecond as many as this machine carries: what is too much for it is left out */
    public static Traffic start(String api, int ordersPerSecond) {
        Traffic traffic = new Traffic(api);
        if (ordersPerSecond > 0) {
            long period = TimeUnit.SECONDS.toNanos(1) / ordersPerSecond;
            traffic.clock.scheduleAtFixedRate(traffic::order, 0, period, TimeUnit.NANOSECONDS);
        }
        return traffic;
    }

    private void order() {
        if (places.tryAcquire()) {
            live().whenComplete((done, error) -> {
                places.release();
                if (error != null) {
                    LOG.debug("A simulated order was not completed: {}", error.toString());
                }
            });
        }
    }

    /** The life of one order: most are paid and shipped, some cancelled, some left for later. */
    private CompletableFuture<?> live() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String sku = ARTICLES.get(random.nextInt(ARTICLES.size()));
        int quantity = random.nextInt(1, 10);
        int cents = random.nextInt(100, 50_000);
        int fate = random.nextInt(10);
        String place = "{\"customerId\":\"c-" + random.nextInt(200) + "\",\"region\":\""
                + REGIONS.get(random.nextInt(REGIONS.size())) + "\",\"totalCents\":" + cents + ",\"lines\":[{\"sku\":\""
                + sku + "\",\"quantity\":" + quantity + "}]}";
        CompletableFuture<String> placed = post("/orders", place).thenApply(Traffic::orderId);
        if (fate < 2) {
            return placed;
        }
        if (fate < 3) {
            return placed.thenCompose(id -> post("/orders/" + id + "/cancellation", "{\"reason\":\"changed mind\"}"));
        }
        return placed.thenCompose(id -> post("/orders/" + id + "/payment", "{\"amountCents\":" + cents + "}")
                .thenCompose(paid -> post(
                        "/orders/" + id + "/items", "{\"sku\":\"" + sku + "\",\"quantity\":" + quantity + "}"))
                .thenCompose(item -> fate < 5 ? placed : post("/orders/" + id + "/shipment", "{}")));
    }

    private CompletableFuture<String> post(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + path))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(Traffic::accepted);
    }

    private static String accepted(HttpResponse<String> response) {
        if (response.statusCode() != 202) {
            throw new IllegalStateException("answered " + response.statusCode());
        }
        return response.body();
    }

    private static String orderId(String body) {
        Matcher matcher = ORDER_ID.matcher(body);
        if (!matcher.find()) {
            throw new IllegalStateException("answered without an order's id");
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
