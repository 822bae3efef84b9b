package io.readside.examples.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The orders application as a client sees it. */
final class Api {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String url;

    Api(String url) {
        this.url = url;
    }

    record Reply(int status, HttpResponse<String> response, JsonNode body) {

        String contentType() {
            return response.headers().firstValue("content-type").orElse("");
        }

        String orderId() {
            return body.get("orderId").stringValue();
        }

        long version() {
            return body.get("version").longValue();
        }
    }

    String url() {
        return url;
    }

    Reply get(String path) {
        return send(request(path).GET());
    }

    Reply post(String path, String body, String... headers) {
        return post(path, BodyPublishers.ofString(body), headers);
    }

    Reply post(String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                request(path).header("content-type", "application/json").POST(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response, JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
    }

    /** Places an order of one line. */
    Reply place(String customerId) {
        return post("/orders", order(customerId));
    }

    static String order(String customerId) {
        return """
                {"customerId":"%s","region":"eu-north","totalCents":1000,"lines":[{"sku":"cup","quantity":2}]}""".formatted(customerId);
    }
}
