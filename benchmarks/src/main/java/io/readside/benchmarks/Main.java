package io.readside.benchmarks;

import java.util.List;

/**
 * Questions about Readside by itself: {@code latency [EVENTS/S [ROUNDS]]}, {@code wakeup [EVENTS/S [ROUNDS]]}, {@code append
 * [WRITERS [ROUNDS]]}, {@code gated [ROUNDS]}, {@code compare [ROWS [ROUNDS]]} or {@code memory [EVENTS [MIB]]}. Beside its
 * peers it is measured by {@link io.readside.benchmarks.run.Run}.
 */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        String what = words.isEmpty() ? "" : words.get(0);
        int rounds = words.size() > 2 ? Integer.parseInt(words.get(2)) : 5;
        try (Server server = new Server(what.equals("wakeup") ? "logical" : "replica")) {
            switch (what) {
                case "latency" -> {
                    int rate = words.size() > 1 ? Integer.parseInt(words.get(1)) : 200;
                    new Latency(server, rate, rate * 10).run(rounds);
                }
                case "wakeup" -> {
                    int rate = words.size() > 1 ? Integer.parseInt(words.get(1)) : 200;
                    new WakeUp(server, rate).run(rounds);
                }
                case "append" -> {
                    int writers = words.size() > 1 ? Integer.parseInt(words.get(1)) : 2;
                    new Append(server, writers).run(rounds);
                }
                case "gated" -> new Gated(server).run(words.size() > 1 ? Integer.parseInt(words.get(1)) : 15);
                case "compare" -> {
                    int rows = words.size() > 1 ? Integer.parseInt(words.get(1)) : 1_000_000;
                    new Compare(server, rows).run(rounds);
                }
                case "memory" -> {
                    long events = words.size() > 1 ? Long.parseLong(words.get(1)) : 10_000_000;
                    long megabytes = words.size() > 2 ? Long.parseLong(words.get(2)) : 1024;
                    new Memory(server).run(events, megabytes);
                }
                default -> {
                    System.err.println(
                            "Say what to measure: latency [EVENTS/S [ROUNDS]], wakeup [EVENTS/S [ROUNDS]], append [WRITERS [ROUNDS]], gated [ROUNDS]"
                                    + ", compare [ROWS [ROUNDS]] or memory [EVENTS [MIB]].");
                    System.exit(2);
                }
            }
        }
    }
}
