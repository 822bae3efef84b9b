package io.readside.benchmarks.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the command line asks for. */
record Options(long events, int rounds, List<String> only, List<Workload> workloads) {

    static final String USAGE = "benchmarks/run [--events N] [--rounds R] [--only NAME,…] [--workload NAME,…]";

    /** @throws IllegalArgumentException with what to say about it */
    static Options parse(String... args) {
        long events = 200_000;
        int rounds = 15;
        List<String> only = List.of();
        List<Workload> workloads = List.of(Workload.values());
        if (args.length % 2 == 1) {
            throw new IllegalArgumentException(args[args.length - 1] + " has no value.");
        }
        for (int i = 0; i < args.length; i += 2) {
            String value = args[i + 1];
            switch (args[i]) {
                case "--events" -> events = Math.max(1_000, number(value));
                case "--rounds" -> rounds = (int) number(value);
                case "--only" -> only = names(value, Options::requireKnown);
                case "--workload" -> workloads = names(value, Options::workload);
                default -> throw new IllegalArgumentException("There is no option " + args[i] + ".");
            }
        }
        return new Options(events, rounds, only, workloads);
    }

    private interface Meaning<T> {
        T of(String name);
    }

    private static <T> List<T> names(String value, Meaning<T> meaning) {
        return Arrays.stream(value.split(",", -1)).map(meaning::of).toList();
    }

    private static long number(String value) {
        if (!value.matches("[1-9][0-9]{0,9}")) {
            throw new IllegalArgumentException("'" + value + "' is not a number from 1 on.");
        }
        return Long.parseLong(value);
    }

    private static String requireKnown(String name) {
        if (Arrays.stream(Entrant.values()).noneMatch(entrant -> entrant.isMeantBy(name))) {
            throw new IllegalArgumentException("There is no contender '" + name + "'. There are: "
                    + String.join(
                            ", ",
                            Arrays.stream(Entrant.values()).map(Entrant::label).toList()) + ".");
        }
        return name;
    }

    private static Workload workload(String name) {
        Optional<Workload> known = Workload.named(name);
        return known.orElseThrow(() -> new IllegalArgumentException("There is no workload '" + name + "'. There are: "
                + String.join(
                        ", ",
                        Arrays.stream(Workload.values()).map(Workload::label).toList()) + "."));
    }

    boolean takesPart(Entrant entrant) {
        return only.isEmpty() || only.stream().anyMatch(entrant::isMeantBy);
    }
}
