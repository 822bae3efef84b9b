package io.readside.cli;

import io.readside.event.Json;
import io.readside.postgres.support.FreshDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the command line in this process. */
final class Cli {

    private static final Pattern PLACE = Pattern.compile("jdbc:postgresql://([^?]+)");

    private final Map<String, String> environment;
    private byte[] input = {};
    private boolean terminal;
    private volatile ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    private Cli(Map<String, String> environment) {
        this.environment = environment;
    }

    static Cli with(Map<String, String> environment) {
        return new Cli(environment);
    }

    static Cli on(FreshDatabase database) {
        return new Cli(Map.of("READSIDE_URL", url(database)));
    }

    static String url(FreshDatabase database) {
        Matcher place = PLACE.matcher(database.jdbcUrl());
        if (!place.find()) {
            throw new IllegalStateException(database.jdbcUrl());
        }
        return "postgresql://postgres@" + place.group(1);
    }

    Cli input(byte[] bytes) {
        input = bytes;
        return this;
    }

    Cli input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As if a person watched. */
    Cli onTerminal() {
        terminal = true;
        return this;
    }

    /** Waits until the command that runs has said something on stderr. */
    void awaitOnStderr(String text) {
        while (!stderr.toString(StandardCharsets.UTF_8).contains(text)) {
            Thread.onSpinWait();
        }
    }

    CompletableFuture<Outcome> start(String... args) {
        return CompletableFuture.supplyAsync(() -> run(args));
    }

    record Outcome(int exitCode, String out, String err) {

        List<String> lines() {
            return out.lines().toList();
        }

        List<Map<String, Object>> json() {
            return out.lines().map(Json::readObject).toList();
        }
    }

    Outcome run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        stderr = err;
        Io io = new Io(
                new ByteArrayInputStream(input),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                terminal);
        int exitCode = Main.run(io, args);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
