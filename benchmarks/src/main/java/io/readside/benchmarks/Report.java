package io.readside.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Medians, and ratios taken within each round, so that a busy minute hurts both sides of a ratio. */
final class Report {

    private final String title;
    private final String base;
    private final Map<String, Map<Integer, Double>> figures = new LinkedHashMap<>();

    /** @param base the contender that the ratios are against */
    Report(String title, String base) {
        this.title = title;
        this.base = base;
    }

    void add(int round, String contender, double figure) {
        figures.computeIfAbsent(contender, name -> new LinkedHashMap<>()).put(round, figure);
    }

    void print() {
        System.out.printf(
                Locale.ROOT, "%n%s%n%-26s %12s %24s %10s%n", title, "contender", "median", "min..max", "ratio");
        Map<Integer, Double> baseFigures = figures.getOrDefault(base, Map.of());
        figures.forEach((contender, byRound) -> {
            List<Double> ratios = new ArrayList<>();
            byRound.forEach((round, figure) -> {
                Double other = baseFigures.get(round);
                if (other != null) {
                    ratios.add(figure / other);
                }
            });
            System.out.printf(
                    Locale.ROOT,
                    "%-26s %12.1f %24s %10.2f%n",
                    contender,
                    quantile(byRound.values(), 0.5),
                    String.format(
                            Locale.ROOT, "%.1f..%.1f", quantile(byRound.values(), 0), quantile(byRound.values(), 1)),
                    quantile(ratios, 0.5));
        });
    }

    static double quantile(Collection<Double> figures, double share) {
        List<Double> sorted = figures.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size()));
    }
}
