package io.readside.examples.orders.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Customers that order, pay, cancel, and a warehouse that ships, through the HTTP interface. */
public final class Traffic implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
    private static final int MAX_RATE = 1000;
    private static final int MAX_AT_A_TIME = 32;
    private static final List<String> REGIONS = List.of("eu-north", "eu-south", "us-east", "us-west");
    private static final List<String> ARTICLES = List.of("kettle", "cup", "lamp", "chair", "table", "clock");
    private static final Pattern ORDER_ID = Pattern.compile("\"orderId\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ThreadPoolExecutor customers = new ThreadPoolExecutor(
            0,
            MAX_AT_A_TIME,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon("customer", task),
            new ThreadPoolExecutor.DiscardPolicy());
    private final Thread clock;
    private final String api;

    private Traffic(String api, int ordersPerSecond) {
        this.api = api;
        this.clock = daemon("traffic", () -> keepTime(TimeUnit.SECONDS.toNanos(1) / Math.max(1, ordersPerSecond)));
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** @throws DemoFailed if it is not 0 to 1000 orders a second */
    public static void requireRate(int ordersPerSecond) {
        if (ordersPerSecond < 0 || ordersPerSecond > MAX_RATE) {
            throw new DemoFailed("--traffic takes 0 to " + MAX_RATE + " orders a second, not " + ordersPerSecond + ".");
        }
    }

    /** @param ordersPerSecond as many as this machine carries: what is too much for it is left out; 0: none */
    public static Traffic start(String api, int ordersPerSecond) {
        Traffic traffic = new Traffic(api, ordersPerSecond);
        if (ordersPerSecond > 0) {
            traffic.clock.start();
        }
        return traffic;
    }

    private void keepTime(long periodNanos) {
        try {
            for (long next = System.nanoTime(); ; next += periodNanos) {
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                customers.execute(this::order);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void order() {
        try {
            live();
        } catch (IOException e) {
            LOG.debug("A simulated order was not completed: {}", e.toString());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** The life of one order: most are paid and shipped, some cancelled, some left for later. */
    private void live() throws IOException, InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String item = "{\"sku\":\"" + ARTICLES.get(random.nextInt(ARTICLES.size())) + "\",\"quantity\":"
                + random.nextInt(1, 10) + "}";
        int cents = random.nextInt(100, 50_000);
        int fate = random.nextInt(10);
        String order = "/orders/"
                + orderId(post(
                        "/orders",
                        "{\"customerId\":\"c-" + random.nextInt(200) + "\",\"region\":\""
                                + REGIONS.get(random.nextInt(REGIONS.size())) + "\",\"totalCents\":" + cents
                                + ",\"lines\":[" + item + "]}"));
        if (fate == 0) {
            post(order + "/cancellation", "{\"reason\":\"changed mind\"}");
        } else if (fate > 2) {
            post(order + "/payment", "{\"amountCents\":" + cents + "}");
            post(order + "/items", item);
            if (fate > 4) {
                post(order + "/shipment", "{}");
            }
        }
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + path))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 202) {
            throw new IOException(path + " answered " + response.statusCode());
        }
        return response.body();
    }

    private static String orderId(String body) throws IOException {
        Matcher matcher = ORDER_ID.matcher(body);
        if (!matcher.find()) {
            throw new IOException("The answer names no order");
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        clock.interrupt();
        customers.shutdownNow();
    }
}
