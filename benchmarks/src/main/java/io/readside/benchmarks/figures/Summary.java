package io.readside.benchmarks.figures;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * All rounds together: for each contender the median, and how many times better it is than each other one. That ratio is taken
 * within a round, so that a busy minute hurts both sides of it, and is above 1 if the contender is better, be that more events a
 * second or fewer milliseconds.
 */
public final class Summary {

    private final Map<String, Map<String, Map<Long, Measured>>> workloads = new LinkedHashMap<>();

    /** A line with contender, workload, round and figures. */
    public void add(Measured line) {
        String variant = line.text("variant");
        workloads
                .computeIfAbsent(
                        line.text("workload") + (variant.isEmpty() ? "" : ", " + variant), w -> new LinkedHashMap<>())
                .computeIfAbsent(line.text("contender"), c -> new TreeMap<>())
                .put((long) line.number("round").orElse(0), line);
    }

    /** One line for each workload, metric and contender. */
    public List<Measured> lines() {
        List<Measured> lines = new ArrayList<>();
        workloads.forEach((workload, contenders) -> {
            for (Metric metric : Metric.ALL) {
                contenders.forEach((contender, rounds) -> {
                    Map<Long, Double> figures = figures(metric, rounds);
                    if (!figures.isEmpty()) {
                        lines.add(line(workload, metric, contender, figures)
                                .put("against", against(metric, contender, contenders)));
                    }
                });
            }
        });
        return lines;
    }

    private static Measured line(String workload, Metric metric, String contender, Map<Long, Double> figures) {
        return new Measured()
                .put("summary", true)
                .put("workload", workload)
                .put("metric", metric.name())
                .put("contender", contender)
                .put("rounds", (long) figures.size())
                .put("median", Statistics.median(figures.values()))
                .put("min", Statistics.quantile(figures.values(), 0))
                .put("max", Statistics.quantile(figures.values(), 1));
    }

    private static Map<Long, Double> figures(Metric metric, Map<Long, Measured> rounds) {
        Map<Long, Double> figures = new TreeMap<>();
        rounds.forEach((round, line) -> {
            OptionalDouble figure = metric.of(line);
            if (figure.isPresent() && figure.getAsDouble() > 0) {
                figures.put(round, figure.getAsDouble());
            }
        });
        return figures;
    }

    private static Map<String, Map<String, Double>> against(
            Metric metric, String contender, Map<String, Map<Long, Measured>> contenders) {
        Map<Long, Double> own = figures(metric, contenders.getOrDefault(contender, Map.of()));
        Map<String, Map<String, Double>> against = new LinkedHashMap<>();
        contenders.forEach((other, rounds) -> {
            List<Double> ratios = new ArrayList<>();
            figures(metric, rounds).forEach((round, figure) -> {
                Double mine = own.get(round);
                if (mine != null) {
                    ratios.add(metric.ratio(mine, figure));
                }
            });
            if (!other.equals(contender) && !ratios.isEmpty()) {
                Map<String, Double> ratio = new LinkedHashMap<>();
                ratio.put("ratio", rounded(Statistics.median(ratios)));
                ratio.put("atLeast", rounded(Statistics.lowerBound(ratios)));
                against.put(other, ratio);
            }
        });
        return against;
    }

    private static double rounded(double ratio) {
        double unit = ratio < 0.1 ? 1e5 : 1e3;
        return Math.round(ratio * unit) / unit;
    }

    /** For people: a table for each workload and metric; the columns are the ratios against the others. */
    public void print(PrintStream out) {
        workloads.forEach((workload, contenders) -> {
            for (Metric metric : Metric.ALL) {
                List<String> rows = new ArrayList<>();
                contenders.forEach((contender, rounds) -> {
                    Map<Long, Double> figures = figures(metric, rounds);
                    if (!figures.isEmpty()) {
                        rows.add(row(contender, figures, against(metric, contender, contenders)));
                    }
                });
                if (!rows.isEmpty()) {
                    out.printf(Locale.ROOT, "%n%s: %s, times better (at least) than%n", workload, metric.name());
                    rows.forEach(out::println);
                }
            }
        });
    }

    private static String row(String contender, Map<Long, Double> figures, Map<String, Map<String, Double>> against) {
        StringBuilder row = new StringBuilder(String.format(
                Locale.ROOT,
                "  %-14s %12.1f (%.1f..%.1f) ",
                contender,
                Statistics.median(figures.values()),
                Statistics.quantile(figures.values(), 0),
                Statistics.quantile(figures.values(), 1)));
        against.forEach((other, ratio) -> row.append(String.format(
                Locale.ROOT,
                " %s %.2f (%.2f)",
                other,
                ratio.getOrDefault("ratio", 0.0),
                ratio.getOrDefault("atLeast", 0.0))));
        return row.toString();
    }
}
